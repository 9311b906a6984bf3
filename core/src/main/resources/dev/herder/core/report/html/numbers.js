
"use strict";

const SUFFIXES = ["", "k", "M", "G", "T"];

// Numbers, by the same rules as in Figures, Ticks and Scale of the program.

const compact = (value, digits) => {
  if (value === 0) return "0";
  const [mantissa, power] = value.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  if (exponent < -3 || exponent > 14) return Number(mantissa) + "e" + exponent;
  const thousands = Math.max(0, Math.floor(exponent / 3));
  return Number(mantissa + "e" + (exponent - 3 * thousands)) + SUFFIXES[thousands];
};

const stepFor = (least) => {
  const power = Math.floor(Math.log10(least));
  for (const factor of [1, 2, 5, 10, 20]) {
    const step = Number(factor + "e" + power);
    if (step >= least * (1 - 1e-12)) return step;
  }
  return Number("5e" + (power + 1));
};

const linearTicks = (low, high, most, whole) => {
  let step = stepFor((high - low) / most);
  if (whole) step = Math.max(1, step);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const largest = Math.max(Math.abs(first), Math.abs(last)) * step;
  const magnitude = largest > 0 ? Math.floor(Math.log10(largest) + 1e-12) : 0;
  const suffixed = magnitude >= 0 && magnitude < 3 * SUFFIXES.length;
  const shift = suffixed
    ? Math.floor(magnitude / 3) * 3
    : magnitude < -3 || magnitude > 0 ? magnitude : 0;
  const [mantissa, power] = step.toExponential().split("e");
  const behind = mantissa.includes(".") ? mantissa.split(".")[1].length : 0;
  const decimals = Math.min(20, Math.max(0, shift - Number(power) + behind));
  const suffix = suffixed ? SUFFIXES[shift / 3] : shift === 0 ? "" : "e" + shift;
  const ticks = [];
  for (let i = first; i <= last; i++) {
    const value = i * step;
    const label = i === 0 ? "0" : (value / 10 ** shift).toFixed(decimals) + suffix;
    ticks.push([value, label]);
  }
  return ticks;
};

const logTicks = (low, high, most) => {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const stride = Math.max(1, Math.ceil((last - first + 1) / most));
  const decades = [];
  const finer = [];
  for (let power = first; power <= last; power++) {
    for (const factor of [1, 2, 5]) {
      const value = Number(factor + "e" + power);
      if (value < low || value > high) continue;
      finer.push([value, compact(value, 3)]);
      if (factor === 1 && (power - first) % stride === 0) decades.push(finer[finer.length - 1]);
    }
  }
  if (decades.length > 2) return decades;
  return finer.length > 2 ? finer : linearTicks(low, high, most, false);
};

const drawable = (value, log) => value !== null && (!log || value >= 1e-300);

const around = (least, most, log) => {
  if (log) {
    const margin = Math.max(0.05 * (Math.log10(most) - Math.log10(least)), 0.02);
    const low = Math.max(-305, Math.log10(least) - margin);
    return [10 ** low, 10 ** Math.min(305, Math.log10(most) + margin)];
  }
  if (most - least <= 1e-12 * Math.max(Math.abs(least), Math.abs(most))) {
    const half = least === 0 ? 1 : Math.abs(least) / 10;
    return [least - half, least + half];
  }
  const margin = 0.05 * (most - least);
  return [least >= 0 ? Math.max(0, least - margin) : least - margin, most + margin];
};

// Smoothing: an exponential moving average, corrected for its start.

const smoothed = (series, share) => {
  const x = series.mx || series.x;
  const y = series.my || series.y;
  // The slider is a share of the run, so that short and long runs smooth alike.
  const span = Math.max(1, share * series.points);
  const keep = (1 - 2 / (span + 1)) ** (series.points / x.length);
  const smooth = [];
  let sum = 0;
  let weight = 0;
  for (const value of y) {
    if (value !== null) {
      sum = keep * sum + (1 - keep) * value;
      weight = keep * weight + (1 - keep);
    }
    smooth.push(value === null ? null : sum / weight);
  }
  return { x, y: smooth };
};

/** The index of the point whose x is nearest. */
const nearest = (x, at) => {
  let low = 0;
  let high = x.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] < at) low = middle;
    else high = middle;
  }
  return at - x[low] <= x[high] - at ? low : high;
};
