// @ts-check
// Descent on the page: theta - rate v, where v = momentum v + gradient, as nn.Momentum does it.

import { say } from "./elements.js";
import { load } from "./loader.js";
import { interpreted } from "./interpreted.js";
import { inflated, jsonOf, numbersOf } from "./unpack.js";

/** @param {LiveData} data @param {Rows[]} rows @returns {Promise<Training>} */
export async function trainingOf(data, rows) {
  const tapes = await Promise.all(data.tapes.map(async ({ code, layout }, i) => {
    const [bytes, known] = await Promise.all([inflated(code), jsonOf(layout)]);
    return typeof WebAssembly === "undefined" ? interpreted(bytes, known, rows[i]) : load(bytes, known);
  }));
  const network = Object.keys(data.networks)[0], start = Object.keys(data.networks[network].starts)[0];
  const training = {
    data, tapes: /** @type {any} */ (tapes), inputs: Float64Array.from(data.data), network, start, rate: data.rate, momentum: 0,
    theta: new Float64Array(), velocity: new Float64Array(), steps: 0, losses: [], before: [], stopped: "",
  };
  await restart(training);
  return training;
}

/** Go back to the numbers at which training starts; the curve of the last run stays as a ghost.
 * @param {Training} training */
export async function restart(training) {
  const { data, losses } = training;
  training.theta = await numbersOf(data.starts[data.networks[training.network].starts[training.start]]);
  training.velocity = new Float64Array(training.theta.length);
  if (losses.length > 1) training.before = losses;
  Object.assign(training, { steps: 0, stopped: "", losses: [lossOf(training)] });
}

/** @param {Training} training */
export const lossOf = ({ tapes, data, network, theta, inputs }) => {
  try {
    return tapes[data.networks[network].loss].value(theta, inputs);
  } catch {
    return NaN;
  }
};

/** One step; where a number is not finite any more, training stops and stays as it is. @param {Training} training */
export function step(training) {
  const { tapes, data, network, theta, velocity, rate, momentum, inputs, losses } = training;
  const loss = tapes[data.networks[network].loss];
  try {
    const { gradient } = loss.valueAndGrad(theta, inputs);
    for (let i = 0; i < theta.length; i += 1) {
      velocity[i] = momentum * velocity[i] + gradient[i];
      theta[i] -= rate * velocity[i];
    }
    training.steps += 1;
    losses.push(loss.value(theta, inputs));
  } catch {
    training.stopped = say("After {0} steps a number is too large to be computed with: training has diverged.", training.steps);
  }
}

/** What a view asks for: the outputs of a tape at many inputs. @param {Training} training @param {string} shown @param {Float64Array} inputs */
export const shownAt = ({ tapes, data, network, theta }, shown, inputs) =>
  tapes[data.networks[network].shows[shown]].many(theta, inputs);
