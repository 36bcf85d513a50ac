const shapes = {
  overview: 'M3 3h7v7H3zM14 3h7v4h-7zM14 11h7v10h-7zM3 14h7v7H3z',
  repositories: 'M6 3v12M6 21a3 3 0 100-6 3 3 0 000 6zM18 9a3 3 0 100-6 3 3 0 000 6zM18 9c0 5-6 4-12 7',
  people: 'M12 12a4 4 0 100-8 4 4 0 000 8zM4 21c0-4 4-6 8-6s8 2 8 6',
  teams:
    'M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2 20c0-4 3.500-6 7-6s7 2 7 6M16 4.500a3.500 3.500 0 010 6M18 14.500c2.500.7 4 2.500 4 5.500',
  sources:
    'M4 6c0-1.700 3.600-3 8-3s8 1.300 8 3-3.600 3-8 3-8-1.300-8-3zM4 6v12c0 1.700 3.600 3 8 3s8-1.300 8-3V6M4 12c0 1.700 3.600 3 8 3s8-1.300 8-3',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 9a2 2 0 100-4 2 2 0 000 4zM9 19a2 2 0 100-4 2 2 0 000 4z',
  search: 'M11 18a7 7 0 100-14 7 7 0 000 14zM21 21l-5-5',
  explain: 'M12 21a9 9 0 100-18 9 9 0 000 18zM12 11v6M12 7.500v.1',
  close: 'M5 5l14 14M19 5L5 19',
  menu: 'M4 6h16M4 12h16M4 18h16',
  folder: 'M3 6a1 1 0 011-1h5l2 3h9a1 1 0 011 1v9a1 1 0 01-1 1H4a1 1 0 01-1-1z',
  file: 'M6 3h8l5 5v13H6zM14 3v5h5',
  warning: 'M12 4l9.500 16h-19zM12 10v5M12 17.500v.1',
} as const;

export type IconName = keyof typeof shapes;

/** A line icon of the text's size; it says nothing to a screen reader, as words stand beside it. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flex: 'none' }}
    >
      <path d={shapes[name]} />
    </svg>
  );
}
