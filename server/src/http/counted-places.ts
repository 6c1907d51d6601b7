/** Bounds how many are somewhere at once, in all and of each name. */
export function countedPlaces({ ofOne, inAll }: { ofOne: number; inAll: number }) {
  const taken = new Map<string, number>();
  let total = 0;

  return {
    /** Null when there is no place; otherwise what gives the place back, however often it is called. */
    enter(name: string): (() => void) | null {
      const here = taken.get(name) ?? 0;
      if (here >= ofOne || total >= inAll) return null;
      taken.set(name, here + 1);
      total++;
      let inside = true;
      return () => {
        if (!inside) return;
        inside = false;
        total--;
        const left = (taken.get(name) ?? 1) - 1;
        if (left > 0) taken.set(name, left);
        else taken.delete(name);
      };
    },
  };
}
