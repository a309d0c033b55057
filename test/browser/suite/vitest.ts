/** What the tests import from "vitest", for a page: its own runner, assertions and spies, without the part that needs Node. */
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  ChaiStyleAssertions,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  chai,
  customMatchers,
  getState,
  setState,
  type ExpectStatic,
} from "@vitest/expect";
import { getCurrentTest } from "@vitest/runner";
import { restoreAllMocks, spyOn } from "@vitest/spy";

export { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from "@vitest/runner";

for (const plugin of [JestExtend, JestChaiExpect, ChaiStyleAssertions, JestAsymmetricMatchers]) chai.use(plugin);

/** As vitest makes its own. */
function createExpect(): ExpectStatic {
  const assertion = (value: unknown, message?: string) => {
    setState({ assertionCalls: getState(expect).assertionCalls + 1 }, expect);
    const assertion = chai.expect(value, message) as unknown as { withTest(test: unknown): unknown };
    const test = getCurrentTest();
    return test ? assertion.withTest(test) : assertion;
  };
  const matchers = (globalThis as unknown as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT];
  const expect = Object.assign(assertion, chai.expect, matchers) as unknown as ExpectStatic;
  expect.getState = () => getState(expect);
  expect.setState = (state) => setState(state as object, expect);
  expect.extend = (more) => (chai.expect as unknown as { extend(on: unknown, more: unknown): void }).extend(expect, more);
  setState({ assertionCalls: 0 }, expect);
  expect.extend(customMatchers);
  return expect;
}

export const expect = createExpect();
Object.defineProperty(globalThis, GLOBAL_EXPECT, { value: expect });

export const vi = { restoreAllMocks, spyOn };
