// Amounts as whole numbers of a smallest unit: no binary fractions, here as little as on the server. What is typed is read
// as AmountText and AmountExpression read it.

const SCALE = 12;
const ONE = 10n ** BigInt(SCALE);

export const units = (text, decimals) => {
  const [whole, fraction = ""] = text.replace("-", "").split(".");
  const value = BigInt(whole + fraction.padEnd(decimals, "0").slice(0, decimals));
  return text.startsWith("-") ? -value : value;
};

export const shown = (value, decimals, culture) => {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, "0");
  const whole = new Intl.NumberFormat(culture).format(BigInt(digits.slice(0, digits.length - decimals)));
  const point = new Intl.NumberFormat(culture, { minimumFractionDigits: 1 }).formatToParts(1.5).find(p => p.type === "decimal").value;
  return (value < 0n ? "-" : "") + whole + (decimals > 0 ? point + digits.slice(-decimals) : "");
};

const number = (text, culture) => {
  const digits = text.replace(/[\s'’]/g, "");
  if (!/^[\d.,]+$/.test(digits)) return null;
  const count = sign => digits.split(sign).length - 1;
  const [points, commas] = [count("."), count(",")];
  const own = new Intl.NumberFormat(culture, { minimumFractionDigits: 1 }).formatToParts(1.5).find(p => p.type === "decimal").value;
  const single = sign => (own === sign || digits.length - digits.indexOf(sign) - 1 !== 3 ? sign : "");
  const sign = points && commas ? (digits.lastIndexOf(".") > digits.lastIndexOf(",") ? "." : ",")
    : points === 1 ? single(".") : commas === 1 ? single(",") : "";
  if (sign && count(sign) > 1) return null;
  const plain = [...digits].filter(c => /\d/.test(c) || c === sign).join("").replace(",", ".");
  return plain ? units(plain, SCALE) : null;
};

/** The typed amount or sum in units of so many decimals; null where it is none. */
export const evaluate = (typed, decimals, culture) => {
  const text = typed.replace(/−/g, "-").replace(/×/g, "*").replace(/÷/g, "/");
  const tokens = text.match(/[-+*/()]|[^-+*/()]+/g)?.map(t => t.trim()).filter(t => t) ?? [];
  let at = 0;
  const factor = () => {
    const token = tokens[at++];
    if (token === "-" || token === "+") { const value = factor(); return value === null ? null : token === "-" ? -value : value; }
    if (token === "(") { const value = sum(); return tokens[at++] === ")" ? value : null; }
    return token === undefined ? null : number(token, culture);
  };
  const product = () => {
    let value = factor();
    while (value !== null && (tokens[at] === "*" || tokens[at] === "/")) {
      const times = tokens[at++] === "*";
      const next = factor();
      value = next === null || (!times && next === 0n) ? null : times ? value * next / ONE : value * ONE / next;
    }
    return value;
  };
  const sum = () => {
    let value = product();
    while (value !== null && (tokens[at] === "+" || tokens[at] === "-")) {
      const plus = tokens[at++] === "+";
      const next = product();
      value = next === null ? null : plus ? value + next : value - next;
    }
    return value;
  };
  const value = sum();
  if (value === null || at < tokens.length) return null;
  const unit = 10n ** BigInt(SCALE - decimals);
  const half = unit / 2n;
  return value < 0n ? -((-value + half) / unit) : (value + half) / unit;
};
