/** The people of the development tokens, one per role. */
export const people = {
  doctor: { sub: "doctor-1", email: "d@example.com", name: "Dr. Ada Moreau" },
  patient: { sub: "patient-1", email: "p@example.com", name: "Sam Rivers" },
  staff: { sub: "staff-1", email: "staff@example.com", name: "Kim Baker" },
  auditor: { sub: "auditor-1", email: "auditor@example.com", name: "Noa Lind" },
  admin: { sub: "admin-1", email: "admin@example.com", name: "Ravi Menon" },
  service: { sub: "appointments", email: undefined, name: undefined },
} as const;

export type Role = keyof typeof people;

export const isRole = (text: string): text is Role => Object.hasOwn(people, text);
