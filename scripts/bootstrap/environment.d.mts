export function useProjectTools(root: string): void;
