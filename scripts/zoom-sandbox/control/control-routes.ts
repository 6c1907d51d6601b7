import { Hono } from "hono";
import { ApiError } from "../api/requests.ts";
import type { SandboxContext } from "../state.ts";
import { createBehaviourActions } from "./behaviour-actions.ts";
import { type ControlAction, ControlError, type ControlInput, controlInputs } from "./contract.ts";
import { createPortalActions } from "./portal-actions.ts";
import { createVisitActions } from "./visit-actions.ts";
import { createWebhookActions } from "./webhook-actions.ts";

type Actions = { [A in ControlAction]: (input: ControlInput<A>) => unknown };

function isAction(name: string): name is ControlAction {
  return Object.hasOwn(controlInputs, name);
}

function isCallerError(error: Error): boolean {
  return error instanceof ControlError || error instanceof ApiError || error instanceof SyntaxError;
}

/** POST /control/<action> with a JSON body; GET works where the action needs no body. */
export function createControlRoutes(context: SandboxContext): Hono {
  const routes = new Hono();
  const actions: Actions = {
    ...createVisitActions(context),
    ...createWebhookActions(context),
    ...createBehaviourActions(context),
    ...createPortalActions(context),
  };

  async function run<A extends ControlAction>(name: A, body: unknown): Promise<unknown> {
    const parsed = controlInputs[name].safeParse(body);
    if (!parsed.success) throw new ControlError(`${name}: ${parsed.error.message}`);
    const result = await actions[name](parsed.data as ControlInput<A>);
    context.scheduleSave();
    await context.save();
    return result ?? {};
  }

  routes.on(["GET", "POST"], "/:action", async (c) => {
    const name = c.req.param("action");
    if (!isAction(name)) return c.json({ error: `Unknown control action: ${name}` }, 404);
    const text = await c.req.text();
    return c.json(await run(name, text === "" ? {} : JSON.parse(text)));
  });

  routes.onError((error, c) => {
    if (isCallerError(error)) return c.json({ error: error.message }, 400);
    console.error(error);
    return c.json({ error: "The sandbox failed; its console shows the error" }, 500);
  });

  return routes;
}
