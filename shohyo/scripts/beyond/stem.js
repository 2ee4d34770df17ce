// @ts-check
/** English words → what their forms share: Porter's second stemmer (2001), as Snowball 3 has it. */

/** @type {Record<string, string>} */
const ODD = { skis: "ski", skies: "sky", idly: "idl", gently: "gentl", ugly: "ugli", early: "earli", only: "onli", singly: "singl" };
const SAME = /^(?:andes|atlas|bias|cosmos|howe|news|sky|inning|outing|canning|evening|earring|herring)$/;
const FIRST = /^(?:arsen|commun|emerg|gener|inter|later|organ|past|univers|[^aeiouy]*[aeiouy]+[^aeiouy])/;
const NEXT = /^[^aeiouy]*[aeiouy]+[^aeiouy]/;
const SHORT = /[^aeiouy][aeiouy][^aeiouywxY]$|^[aeiouy][^aeiouy]$|past$/; // ends with a short syllable
/** Ends of words and what takes their place, longer ones before those that are in them. @type {[RegExp, string][][]} */
const ENDS = [
  [
    [/ational$/, "ate"], [/tional$/, "tion"], [/enci$/, "ence"], [/anci$/, "ance"], [/abli$/, "able"], [/entli$/, "ent"],
    [/iz(?:er|ation)$/, "ize"], [/at(?:ion|or)$/, "ate"], [/al(?:ism|iti|li)$/, "al"], [/fulness$|fulli$/, "ful"],
    [/ous(?:li|ness)$/, "ous"], [/iv(?:eness|iti)$/, "ive"], [/b(?:iliti|li)$/, "ble"], [/ogist$|(?<=l)ogi$/, "og"],
    [/lessli$/, "less"], [/(?<=[cdeghkmnrt])li$/, ""],
  ],
  [[/ational$/, "ate"], [/tional$/, "tion"], [/alize$/, "al"], [/ic(?:ate|iti|al)$/, "ic"], [/ful$|ness$/, ""]],
];
const LAST = /(?:[ae]nce|[ai]ble|ate|iti|ous|i[vz]e|ism|e?ment|[ae]nt|er|al|ic|(?<=[st])ion)$/;

/** @param {string} given @returns {string} what the forms of an English word share; what is none stays as it is */
export function stem(given) {
  if (given.length < 3 || !/^[a-z']+$/.test(given) || SAME.test(given)) return given;
  if (Object.hasOwn(ODD, given)) return ODD[given];
  let word = given.replace(/^'/, "").replace(/^y/, "Y").replace(/([aeiouy])y/g, "$1Y");
  const first = (word.match(FIRST) || [word])[0].length;
  const second = first + (word.slice(first).match(NEXT) || [word.slice(first)])[0].length;
  /** Exchange an end that begins at a place or later. @param {RegExp} end @param {string} other @param {number} from */
  const exchange = (end, other, from) => {
    const at = word.search(end);
    if (at >= from) word = word.slice(0, at) + other;
    return at >= 0;
  };

  word = word.replace(/'s'$|'s$|'$/, "");
  if (/sses$/.test(word)) word = word.slice(0, -2);
  else if (/ie[ds]$/.test(word)) word = word.slice(0, word.length > 4 ? -2 : -1);
  else if (/[aeiouy].*[^su]s$/.test(word) && /[aeiouy].+s$/.test(word)) word = word.slice(0, -1);

  if (/eed(?:ly)?$/.test(word)) /^(?:succ|proc|exc)eed/.test(word) || exchange(/eed(?:ly)?$/, "ee", first);
  else if (/^[^aeiouy]ying$/.test(word)) word = word[0] + "ie";
  else if (/[aeiouy].*(?:ed|ing)(?:ly)?$/.test(word)) {
    word = word.replace(/(?:ed|ing)(?:ly)?$/, "");
    if (/(?:at|bl|iz)$/.test(word)) word += "e";
    else if (/(bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(word)) word = /^[aeo]..$/.test(word) ? word : word.slice(0, -1);
    else if (word.length === first && SHORT.test(word)) word += "e";
  }
  word = word.replace(/(?<=.[^aeiouy])[yY]$/, "i");
  for (const [at, ends] of ENDS.entries()) {
    ends.some(([end, other]) => exchange(end, other, first)) || (at && exchange(/ative$/, "", second));
  }
  exchange(LAST, "", second);
  const end = word.length - 1;
  if (word[end] === "e" ? end >= second || (end >= first && !SHORT.test(word.slice(0, end))) : /ll$/.test(word) && end >= second) word = word.slice(0, end);
  return word.toLowerCase();
}
