import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import {
  Autocomplete,
  Dialog,
  Input,
  type Key,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components';
import { Header } from 'react-aria-components/Header';
import { graphql } from '../generated/gql.ts';
import { usePageQuery } from '../graph/use-page-query.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Initials } from '../parts/person.tsx';
import { paths } from '../paths.ts';
import styles from './palette.module.css';
import { useSettled } from './use-settled.ts';

const paletteQuery = graphql(`
  query Palette($search: String) {
    repositories(first: 50) {
      edges {
        node {
          id
          name
        }
      }
    }
    developers(search: $search, sort: NAME, first: 8) {
      edges {
        node {
          id
          name
          initials
        }
      }
    }
    teams(first: 50) {
      edges {
        node {
          id
          name
        }
      }
    }
  }
`);

interface PaletteProps {
  readonly areas: readonly { readonly href: string; readonly label: string; readonly icon: IconName }[];
  readonly onClose: () => void;
}

/** Reaches any page, repository, person or team by typing a part of its name. */
export default function Palette({ areas, onClose }: PaletteProps) {
  const router = useRouter();
  const [text, setText] = useState('');
  const search = useSettled(text.trim(), 150);
  const { data } = usePageQuery(paletteQuery, { search: search === '' ? null : search });
  const matches = (name: string) => name.toLowerCase().includes(text.trim().toLowerCase());
  const pages = areas.filter((area) => matches(area.label));
  const repositories = (data?.repositories.edges ?? []).map((edge) => edge.node).filter((each) => matches(each.name));
  const teams = (data?.teams.edges ?? []).map((edge) => edge.node).filter((each) => matches(each.name));
  const people = (data?.developers.edges ?? []).map((edge) => edge.node);
  const open = (href: string) => {
    onClose();
    router.history.push(href);
  };
  return (
    <ModalOverlay
      className={styles.overlay ?? ''}
      isOpen
      isDismissable
      onOpenChange={(isOpen: boolean) => !isOpen && onClose()}
    >
      <Modal className={styles.modal ?? ''}>
        <Dialog className={styles.dialog ?? ''} aria-label="Go to">
          <Autocomplete inputValue={text} onInputChange={setText}>
            <SearchField aria-label="Page, repository, person or team" autoFocus className={styles.field ?? ''}>
              <Icon name="search" />
              <Input className={styles.input ?? ''} placeholder="Page, repository, person or team" />
              <kbd>Esc</kbd>
            </SearchField>
            <Menu
              className={styles.menu ?? ''}
              aria-label="Results"
              onAction={(key: Key) => open(String(key))}
              renderEmptyState={() => 'Nothing by that name'}
            >
              {pages.length > 0 && (
                <MenuSection id="pages">
                  <Header>Pages</Header>
                  {pages.map((area) => (
                    <MenuItem key={area.href} id={area.href} textValue={area.label} className={styles.item ?? ''}>
                      <Icon name={area.icon} /> {area.label}
                    </MenuItem>
                  ))}
                </MenuSection>
              )}
              {repositories.length > 0 && (
                <MenuSection id="repositories">
                  <Header>Repositories</Header>
                  {repositories.map((each) => (
                    <MenuItem
                      key={each.id}
                      id={paths.repository(each.id)}
                      textValue={each.name}
                      className={styles.item ?? ''}
                    >
                      <Icon name="repositories" /> {each.name}
                    </MenuItem>
                  ))}
                </MenuSection>
              )}
              {people.length > 0 && (
                <MenuSection id="people">
                  <Header>People</Header>
                  {people.map((each) => (
                    <MenuItem
                      key={each.id}
                      id={paths.person(each.id)}
                      textValue={each.name}
                      className={styles.item ?? ''}
                    >
                      <Initials person={each} /> {each.name}
                    </MenuItem>
                  ))}
                </MenuSection>
              )}
              {teams.length > 0 && (
                <MenuSection id="teams">
                  <Header>Teams</Header>
                  {teams.map((each) => (
                    <MenuItem
                      key={each.id}
                      id={paths.team(each.id)}
                      textValue={each.name}
                      className={styles.item ?? ''}
                    >
                      <Icon name="teams" /> {each.name}
                    </MenuItem>
                  ))}
                </MenuSection>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
