// @ts-check
// A recorded tape in WebAssembly, with the contract of Tape.value_and_grad: the same guards, the same refusals.

/** @type {Record<Sign, (a: number, b: number) => boolean>} */
const compare = {
  "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b, "==": (a, b) => a === b,
};

/** @param {string} name @param {string} message */
const named = (name, message) => Object.assign(new Error(message), { name });

/** Compile the bytes. @param {BufferSource} bytes @param {Layout} layout */
export async function load(bytes, layout = LAYOUT) {
  const { instance } = await WebAssembly.instantiate(bytes, { Math: /** @type {any} */ (Math) });
  return new Tape(/** @type {any} */ (instance.exports), layout);
}

/** Numbers have places: constants, then theta, then the inputs, then results, each behind what it reads. */
export class Tape {
  /** @param {Exports} code @param {Layout} layout */
  constructor(code, layout) {
    const { buffer } = code.memory, { numbers, count } = layout;
    this.code = code;
    this.layout = layout;
    this.first = layout.constants + layout.wrt; // place of the first input
    this.words = new Int32Array(buffer);
    this.data = new Float64Array(buffer, numbers, count);
    this.gradients = new Float64Array(buffer, numbers + 8 * count, count);
  }

  /** The loss at these numbers. @param {ArrayLike<number>} theta @param {ArrayLike<any>} inputs */
  value(theta, inputs = [], perExample = false) {
    return this.run(theta, inputs, perExample, false).value;
  }

  /** The loss, and its gradients by theta and by the inputs; of several outputs, a list of each. Inputs are numbers, or
   * a list of them for each example: examples are added up, unless they shall stay apart.
   * @param {ArrayLike<number>} theta @param {ArrayLike<any>} inputs */
  valueAndGrad(theta, inputs = [], perExample = false) {
    return this.run(theta, inputs, perExample, true);
  }

  /** @param {ArrayLike<number>} theta @param {ArrayLike<any>} inputs @param {boolean} apart @param {boolean} derive */
  run(theta, inputs, apart, derive) {
    const { layout } = this;
    if (theta.length !== layout.wrt) {
      throw named("ShapeError", `tape: theta has shape (${theta.length},), but ${layout.wrt} leaves were recorded as wrt; `
        + "give one number for each");
    }
    const batch = typeof inputs[0] === "object", examples = batch ? Array.from(inputs) : [inputs];
    if (examples.some(example => example.length !== layout.inputs) || (apart && !batch)) {
      throw named("ShapeError", `tape: give ${layout.inputs} numbers as inputs, or as many for each example`);
    }
    const found = examples.map(example => this.example(theta, example, derive));
    const outputs = layout.outputs.map((_, k) => {
      const each = found.map(outputs => outputs[k]), inputs = each.map(one => one.inputs);
      if (apart) return { value: each.map(one => one.value), gradient: each.map(one => one.gradient), inputs };
      const gradient = each[0].gradient;
      for (const one of each.slice(1)) one.gradient.forEach((x, i) => { gradient[i] += x; });
      return { value: each.reduce((sum, one) => sum + one.value, 0), gradient, inputs: batch ? inputs : inputs[0] };
    });
    if (layout.single) return outputs[0];
    return {
      value: outputs.map(one => one.value), gradient: outputs.map(one => one.gradient),
      inputs: outputs.map(one => one.inputs),
    };
  }

  /** One example: for each output its value and gradients.
   * @param {ArrayLike<number>} theta @param {ArrayLike<number>} inputs @param {boolean} derive @returns {Found[]} */
  example(theta, inputs, derive) {
    const { data, gradients, first, layout } = this, { constants, numbers, count } = layout;
    data.set(theta, constants);
    data.set(inputs, first);
    this.code.forward(0, NaN);
    for (const [sign, outcome, pairs] of layout.guards) {
      if (pairs.some(([a, b]) => compare[sign](data[a], data[b]) !== outcome)) {
        throw named("BranchError", "tape: the recorded function goes another way at these numbers; run it itself");
      }
    }
    const finite = this.areFinite(numbers, count);
    if (!finite) this.refuseValues();
    return layout.outputs.map(output => {
      if (derive) this.differentiate(output, finite);
      return {
        value: data[output], gradient: gradients.slice(constants, first), inputs: gradients.slice(first, first + layout.inputs),
      };
    });
  }

  /** The outputs at many inputs, for a picture: one example after the other, nothing checked, no list for each.
   * @param {ArrayLike<number>} theta @param {Float64Array} inputs */
  many(theta, inputs) {
    const { data, first, layout } = this, { outputs } = layout, of = layout.inputs;
    const found = new Float64Array((of ? inputs.length / of : 1) * outputs.length);
    data.set(theta, layout.constants);
    for (let n = 0, at = 0; n < found.length; at += of) {
      data.set(inputs.subarray(at, at + of), first);
      this.code.forward(0, NaN);
      for (const place of outputs) found[n++] = data[place];
    }
    return found;
  }

  /** Where infinity came in, what has no effect on the output hands nothing on, since 0 times infinity is no number.
   * @param {number} output @param {boolean} finite */
  differentiate(output, finite) {
    const { numbers, count, constants } = this.layout;
    const from = numbers + 8 * (count + constants), many = count - constants, at = numbers + 8 * output;
    this.code.backward(at, NaN);
    if (this.areFinite(from, many)) return;
    if (!finite) this.code.backward(at, 0);
    if (finite || !this.areFinite(from, many)) this.refuseGradients();
  }

  /** @param {number} at @param {number} many */
  areFinite(at, many) {
    return many === 0 || this.code.finite(at, many) === 1;
  }

  /** Every operation: the place of its result, the name of its row, the places of its inputs, its kernel.
   * @returns {Generator<[number, string, number[], number]>} */
  * operations() {
    const { layout } = this, { numbers } = layout;
    for (let step = 0; step < layout.steps; step += layout.width) {
      const [kernel, , rows, columns, results] = this.words.subarray(step / 4);
      const [name, blocks, gathered] = layout.kernels[kernel];
      for (let n = 0; n < rows * columns; n += 1) {
        const reads = blocks.flatMap((length, b) => Array.from({ length }, (_, k) => {
          const [start, next, row, column] = this.words.subarray(step / 4 + 5 + 4 * b);
          const address = start + k * next + Math.floor(n / columns) * row + n % columns * column;
          return ((gathered[b] ? this.words[address / 4] : address) - numbers) / 8;
        }));
        yield [(results - numbers) / 8 + n, name, reads, kernel];
      }
    }
  }

  /** A result that is not finite although all inputs are is refused; infinity that comes in travels on. */
  refuseValues() {
    for (const [place, name, reads] of this.operations()) {
      if (Number.isFinite(this.data[place]) || !reads.every(x => Number.isFinite(this.data[x]))) continue;
      const { labels } = this.layout, known = reads.filter(x => labels[x]).slice(0, 6).map(x => `'${labels[x]}' = ${this.data[x]}`);
      const where = known.length ? ` (input${known.length > 1 ? "s" : ""} ${known.join(", ")})` : "";
      const xs = reads.slice(0, 9).map(x => this.data[x]).join(", ");
      throw named("DomainError", `${name}: ${name}(${xs}) has no finite real value${where}; keep the input inside the `
        + "domain, for instance by a smaller step or by adding a small constant");
    }
  }

  /** @returns {never} */
  refuseGradients() {
    const place = this.gradients.findLastIndex(x => !Number.isFinite(x));
    const row = [...this.operations()].find(([result]) => result === place);
    const what = this.layout.labels[place] ?? (row ? row[1] : "a leaf");
    const why = Number.isNaN(this.gradients[place])
      ? "does not exist (it is nan); look for a number that is nan, or outside the domain"
      : "overflows; scale the numbers down, clip the gradient, or look for an exploding product";
    throw named("DomainError", `backward: the gradient of '${what}' (data ${this.data[place]}) ${why}`);
  }
}
