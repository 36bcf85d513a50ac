import { graphql } from '../../generated/gql.ts';
import type { WorkspaceRole } from '../../generated/graphql.ts';
import { post } from '../../graph/post.ts';
import { useAct } from '../../graph/use-act.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Fault } from '../../parts/fault.tsx';
import { Section } from '../../parts/figure.tsx';
import { NameForm } from '../../parts/name-form.tsx';
import { paths } from '../../paths.ts';

const renameWorkspace = graphql(`
  mutation RenameWorkspace($input: RenameWorkspaceInput!) {
    renameWorkspace(input: $input) {
      id
      name
    }
  }
`);

const createWorkspace = graphql(`
  mutation CreateWorkspace($input: CreateWorkspaceInput!) {
    createWorkspace(input: $input) {
      id
      name
    }
  }
`);

const leaveWorkspace = graphql(`
  mutation LeaveWorkspace {
    leaveWorkspace
  }
`);

interface WorkspaceTabProps {
  readonly role: WorkspaceRole;
  readonly workspace: { readonly id: string; readonly name: string };
}

/** The workspace's name, further workspaces, and the way out. */
export function WorkspaceTab({ role, workspace }: WorkspaceTabProps) {
  const renaming = useAct(renameWorkspace);
  const creating = useAct(createWorkspace);
  const leaving = useAct(leaveWorkspace);
  const leave = async () => {
    if ((await leaving.run({})) !== undefined) window.location.replace(paths.overview());
  };
  return (
    <>
      {role !== 'MEMBER' && (
        <Section title="Name">
          <NameForm
            label="Name of the workspace"
            initial={workspace.name}
            act="Rename"
            isBusy={renaming.isBusy}
            problem={renaming.problem}
            onName={(name) => renaming.run({ input: { name } })}
          />
        </Section>
      )}
      {role === 'OWNER' && (
        <Section title="A further workspace" summary="It has data, people and members of its own; you own it.">
          <NameForm
            label="Name of the new workspace"
            act="Create and go there"
            isBusy={creating.isBusy}
            problem={creating.problem}
            onName={async (name) => {
              const given = await creating.run({ input: { name } });
              if (given === undefined) return given;
              await post('/workspaces/switch', { workspaceId: given.createWorkspace.id });
              window.location.replace(paths.overview());
              return given;
            }}
          />
        </Section>
      )}
      <Section title="Leave">
        <Fault problem={leaving.problem} />
        <p>
          <ConfirmButton
            question={`Leave ${workspace.name}? Your sign-ins, tokens, claim and shares here end at once.`}
            act="Leave"
            isBusy={leaving.isBusy}
            onConfirm={leave}
            isDangerous
          >
            Leave this workspace
          </ConfirmButton>
        </p>
      </Section>
    </>
  );
}
