import { jwtVerify } from "jose";
import type { World } from "../world.ts";

/** Whether the `zak` opens this meeting as host, by the sandbox's clock. */
export async function isStartToken(world: World, zak: string, meetingId: string): Promise<boolean> {
  try {
    const { payload } = await jwtVerify(zak, new TextEncoder().encode(world.state.zakSecret), {
      algorithms: ["HS256"],
      audience: "clientsm",
      currentDate: world.now(),
    });
    return payload.mn === meetingId;
  } catch {
    return false;
  }
}
