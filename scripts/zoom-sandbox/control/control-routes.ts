import { Hono } from "hono";
import { ApiError } from "../api/requests.ts";
import type { World } from "../state.ts";
import {
  createJournalActions,
  createSwitchActions,
  createVisitActions,
  createWebhookActions,
} from "./actions.ts";
import { type ControlAction, ControlError, type ControlInput, controlInputs } from "./contract.ts";

type Actions = { [A in ControlAction]: (input: ControlInput<A>) => unknown };

function isAction(name: string): name is ControlAction {
  return Object.hasOwn(controlInputs, name);
}

function isClientMistake(error: Error): boolean {
  return error instanceof ControlError || error instanceof ApiError || error instanceof SyntaxError;
}

/** POST /control/<action> with a JSON body; those that need none also answer GET. */
export function createControlRoutes(world: World): Hono {
  const routes = new Hono();
  const actions: Actions = {
    ...createVisitActions(world),
    ...createWebhookActions(world),
    ...createSwitchActions(world),
    ...createJournalActions(world),
  };

  async function run<A extends ControlAction>(name: A, body: unknown): Promise<unknown> {
    const parsed = controlInputs[name].safeParse(body);
    if (!parsed.success) throw new ControlError(`${name}: ${parsed.error.message}`);
    const result = await actions[name](parsed.data as ControlInput<A>);
    world.changed();
    await world.saved();
    return result ?? {};
  }

  routes.on(["GET", "POST"], "/:action", async (c) => {
    const name = c.req.param("action");
    if (!isAction(name)) return c.json({ error: `There is no control ${name}` }, 404);
    const text = await c.req.text();
    return c.json(await run(name, text === "" ? {} : JSON.parse(text)));
  });

  routes.onError((error, c) => {
    if (isClientMistake(error)) return c.json({ error: error.message }, 400);
    console.error(error);
    return c.json({ error: "The sandbox failed" }, 500);
  });

  return routes;
}
