import type { Day, Device } from "./day.ts";

export interface Truth {
  /** Doctor and patient were in one running at one time. */
  met: boolean;
  /** The patient's link led to Zoom, pressed by anybody. */
  clicked: boolean;
  /** The first click on the patient's link from a browser that is not known as the doctor's. */
  firstClick: number;
  /** Nothing of the patient was there before their own click. */
  cameByClick: boolean;
  /** The patient was sent a link, and neither came in any way nor was refused. */
  hadFairChance: boolean;
  /** The patient came under exactly the doctor's name before they clicked: nothing tells them from a second device. */
  underDoctorsName: boolean;
}

export function truthOf(day: Day): Truth {
  const { devices, linkSent, nameless } = day;
  const of = (role: Device["of"]) => devices.filter((device) => device.of === role);
  const patients = of("patient").filter(({ stays, waits }) => stays.length + waits.length > 0);
  const clicks = day.clicks.filter(({ link, use }) => link === "patient" && use === "redirected");
  const refused = day.clicks.some(({ use }) => use === "turned-away");
  const byOthers = clicks.filter(({ browser }) => !isDoctors(day, browser));
  const firstClick = Math.min(...byOthers.map(({ at }) => at));
  const names = new Set(["dr ada", ...of("doctor").flatMap(({ name, renamed }) => [name, renamed])]);
  const underDoctorsName = (device: Device) =>
    device.zoomUserId === null &&
    (names.has(device.name) || names.has(device.renamed)) &&
    cameAt(device) < firstClick;
  return {
    met: of("doctor").some((doctor) => patients.some((patient) => areTogether(doctor, patient))),
    clicked: clicks.length > 0,
    firstClick,
    cameByClick: firstClick <= Math.min(...patients.map(cameAt)),
    hadFairChance:
      (linkSent === "patient" || linkSent === "all") && clicks.length + patients.length === 0 && !refused,
    underDoctorsName: !nameless && patients.length > 0 && patients.every(underDoctorsName),
  };
}

const isDoctors = ({ clicks }: Day, browser: string | null): boolean =>
  browser !== null && clicks.some((click) => click.link === "doctor" && click.browser === browser);

const areTogether = (one: Device, other: Device): boolean =>
  one.stays.some((stay) =>
    other.stays.some(({ uuid, from, to }) => stay.uuid === uuid && stay.from <= to && from <= stay.to),
  );

const cameAt = ({ stays, waits }: Device): number =>
  Math.min(...[...stays, ...waits].map(({ from }) => from));
