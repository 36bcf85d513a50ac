/** Operations that the contestants answer: one page that asks all five subgraphs in nine fetches, and one small question. */
export const OPERATIONS = {
  page: {
    operationName: 'Page',
    query: `query Page($people: Int, $window: WindowInput) {
      workspace {
        name
        memberCount
        activeDevelopers(window: $window) { value unit asOf window { from to } }
        activityCalendar(window: $window) { total days { day commits } }
        weeklyActivity(weeks: 12) { weeks { startsOn commits activeDevelopers } }
        repositories(first: 20) {
          edges {
            node {
              id
              name
              busFactor { value files removed { developer { id name initials } files coverageAfter } }
              contributorCount { value }
              activityCalendar { total }
            }
          }
          totalCount
        }
      }
      developers(first: $people) {
        edges { node { id name isActive commitCount { value } activityCalendar { total } teams { id name } } }
        totalCount
      }
    }`,
    variables: { people: 30, window: { from: '2026-01-01', to: '2026-01-31' } },
  },
  small: {
    operationName: 'Small',
    query: 'query Small { workspace { name memberCount } }',
    variables: {},
  },
} as const;

export type OperationName = keyof typeof OPERATIONS;
