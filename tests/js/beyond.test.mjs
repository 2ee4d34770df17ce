/** The steps beyond an exact answer on a small index: which there are, what they ask, what each result lacks. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { makeContext, makeEngine, plain } from "./engine.mjs";
import { buildFiles } from "./site.mjs";

const SITE = [
  { title: "推論キャッシュ", names: ["Prediction cache", "すいろんきゃっしゅ", "suironkyasshu"], kind: "pattern",
    sections: [["", "", ["推論の結果を残し、応答時間を縮める。更新のときは鍵に版を含める。"]]] },
  { title: "サーキットブレーカー", kind: "pattern", sections: [["", "", ["障害のときに要求を断る。対策は別に練る。取扱いに注意。"]]] },
  { title: "費用", kind: "topic", sections: [["", "", ["GPU を分け合う。推論が遅いと費用が増える。落ちた台数を数える。"]]] },
  { title: "Inference", kind: "topic", sections: [["", "", ["A story of sci-fi novels, by N.K. Jemisin, coming-of-age.", "Ender's game was reviewed; re-read it with Wi-Fi."]]] },
  { title: "索引", sections: [["", "", ["テスト、ノート、サイト。新しい学習データの取り方。"]]] },
]; // prettier-ignore
const SYNONYMS = [["応答時間", "レイテンシ", "待ち時間"], ["費用", "コスト"], ["戻す", "ロールバック", "更新"]];

/** Everything that follows a query. */
async function follow(query, { tables = {}, ...options } = {}) {
  const context = makeContext();
  const files = buildFiles(context.Shohyo.text, SITE, { tables: { synonyms: SYNONYMS, ways: [["index.html", "入口"]], ...tables } });
  const { engine, read } = makeEngine((path) => files[path], context);
  const exact = await engine.query(query, options);
  const steps = [];
  const seen = exact.results.map(({ page }) => page);
  const ways = await context.Shohyo.beyond.takeSteps(engine, query, { limit: 10, seen, ...options }, (step) => steps.push(plain(step)) > 0);
  return { engine, read, exact: plain(exact), steps, ways: plain(ways), pages: [...seen, ...steps.flatMap(({ results }) => results.map(({ page }) => page))] };
}

/** question → the page that comes first, and by which step */
const FIRST = [
  ["推論が遅い", 2, "most forms words"],
  ["障害対策", 1, "words"],
  ["推論を更新したい", 0, "words"],
  ["サーキット ブレイカー", 1, "forms"],
  ["レイテンシを縮めたい", 0, "forms most"],
  ["コスト", 2, "forms"],
  ["ロールバックするには", 0, "forms"],
  ["取り扱い", 1, "forms"],
  ["すいろん", 0, ""],
  ["サーキットブレーガー", 1, "near"],
  ["predicton", 0, "near"],
  ["infernce", 3, "near"],
  ["すいろんきゃしゅ", 0, "near"],
  ["novel", 3, ""],
  ["stories", 3, "forms"],
  ["reviewing", 3, "forms"],
  ["scifi", 3, "forms"],
  ["sci fi novels", 3, ""],
  ["reread", 3, "forms"],
  ["wifi", 3, "forms"],
  ["NK Jemisin", 3, "forms"],
  ["Enders game", 3, "forms"],
  ['"coming of age"', 3, "forms"],
  ["how is the inference?", 3, "words"],
  ["蟹工船の推論", 0, "most"],
  ["学習データ収集", 4, "most rest"],
  ["費用対", 2, "words most"],
  ["取り扱い先", 1, "forms"],
  ["縮め直し", 0, "forms most words"],
  ["待ち時間", 0, "forms"],
  ["コースト", 2, "forms"],
  ["story.novels", 3, "words"],
  ["gpu/cpu.whale", 2, "words"],
  ["novels2024", 3, "words"],
  ["2024.5inference", 3, "words"],
  ["tag:鯨 障害", 1, "unfiltered"],
  ["種類:鯨 レイテンシを縮めたい", 0, "unfiltered"],
  ["鯨の対策 kind:none", 1, "unfiltered"],
  ["title:費用 GPU 鯨", 2, "most"],
]; // prettier-ignore
for (const [query, page, sorts] of FIRST) {
  test(`goes on from ${query}`, async () => {
    const { pages, steps, ways } = await follow(query);
    assert.equal(pages[0], page, JSON.stringify(steps.map(({ sort, query, results }) => [sort, query, results.map(({ page }) => page)])));
    assert.ok(!sorts || sorts.split(" ").includes(steps[0].sort), steps[0]?.sort);
    assert.deepEqual(ways, []);
    assert.equal(new Set(pages).size, pages.length);
  });
}

const ASKED = [...FIRST.map(([query]) => query), "推論 遅い -費用", "kind:topic 推論が遅い", "推論の応答時間の障害対策", "story reviewing games"];

test("each step links the query that it asked, which finds what it shows", async () => {
  for (const query of ASKED) {
    const { engine, steps, exact } = await follow(query);
    const shown = new Set(exact.results.map(({ page }) => page));
    for (const { sort, query: linked, results } of steps) {
      const pages = results.map(({ page }) => page);
      const found = plain((await engine.query(linked, { limit: 99 })).results.map(({ page }) => page));
      const fresh = found.filter((page) => !shown.has(page));
      // of pages with some of the words the best are shown, by what each word weighs; all others as the query finds them
      if (sort === "most" || sort === "rest") assert.deepEqual(pages.filter((page) => !found.includes(page)), [], `${query}: ${linked}`);
      else assert.deepEqual(pages, fresh, `${query}: ${linked}`);
      pages.forEach((page) => shown.add(page));
    }
  }
});

test("each step says with which words", async () => {
  for (const query of [...ASKED, "アキャッシャ", "サーキャッ ヌヌヌヌ"]) {
    const { steps } = await follow(query);
    for (const { sort, words, results } of steps) {
      assert.ok(words.length > 0 && words.every((word) => word), `${query}: ${sort}`);
      for (const { lacks } of results) assert.ok(sort === "rest" || lacks.length < words.length + 3, query);
    }
  }
  const [{ sort, words, results }] = (await follow("アキャッシャ")).steps;
  assert.deepEqual([sort, words, results[0].lacks], ["rest", ["キャッ", "ャッシ"], ["アキャッシャ"]]);
});

test("what is excluded and what filters ask for holds in every step", async () => {
  assert.ok(!(await follow("推論が遅い -費用")).pages.includes(2));
  assert.deepEqual((await follow("kind:topic 推論が遅い")).pages, [2]);
  const { steps } = await follow("サーキットブレーカー", { filters: { kind: ["topic"] } });
  assert.deepEqual([steps[0].sort, steps[0].query, steps[0].results[0].page], ["unfiltered", "サーキットブレーカー", 1]);
});

/** Names, in one file, and in many as of a large site. */
const NAMES = [
  { names: [["オルインワン", "費用"], ["circuitbreaker", "サーキットブレーカー"], ["gpuの分割", "取り方"], ["サキットブレカ", "circuit breaker", "学習データ"]] },
  { "names16-4": [["オルインワン", "費用"]], "names16-3": [["circuitbreaker", "サーキットブレーカー"]], "names16-8": [["サキットブレカ", "学習データ"]], "names256-238": [["gpuの分割", "取り方"]] },
];
for (const tables of NAMES) {
  test(`other names of a page are asked for in a step: ${Object.keys(tables)[0]}`, async () => {
    const first = async (query) => (await follow(query, { tables })).steps.map(({ sort, results }) => [sort, results[0].page])[0];
    assert.deepEqual(await first("オールインワン"), ["forms", 2]);
    assert.deepEqual(await first("Circuit breaker"), ["forms", 1]);
    assert.deepEqual(await first("circuit-breaker"), ["forms", 1]);
    assert.deepEqual(await first("what is a circuit breaker"), ["forms", 1]);
    assert.deepEqual(await first("GPU の分割"), ["forms", 4]);
    assert.deepEqual(await first("サーキット・ブレーカ"), ["forms", 4]);
    const { exact, steps } = await follow("サーキットブレーカー", { tables });
    assert.deepEqual([exact.results.map(({ page }) => page), steps[0].results.map(({ page }) => page)], [[1], [4]]);
  });
}

test("a question in hiragana is cut by how words are read", async () => {
  const tables = { readings: [["おうとう", "応答", "黄桃"], ["しょうがい", "障害"], ["きゃっしゅ", "キャッシュ"]] };
  const first = async (query) => (await follow(query, { tables })).steps[0];
  assert.deepEqual([(await first("しょうがいのときどうする")).words, (await first("しょうがいのときどうする")).results[0].page], [["障害"], 1]);
  assert.deepEqual((await first("きゃっしゅのおうとう")).words, ["キャッシュ", "応答"]);
  const { steps } = await follow("しょうがいがこわい", { tables });
  assert.deepEqual(steps[0].results.map(({ page, lacks }) => [page, lacks]), [[1, ["こわい"]]]);
  // what pages have as it is, what has Han, and what is short need no such table
  for (const query of ["すいろんきゃっしゅ", "障害がおきたときは", "おうとう"]) {
    assert.ok(!(await follow(query, { tables })).read.some((path) => path.includes("readings")), query);
  }
});

test("long questions are asked as far as a query is looked at", async () => {
  const { engine, steps } = await follow("推論と障害と費用とストーリーとテストとノートとサイトと学習データと対策と要求と台数と応答時間のロールバック");
  assert.ok(steps.length > 0);
  for (const { query, results } of steps) {
    assert.ok(query.length <= 200 && !(await engine.query(query, {})).clipped, query);
    for (const { page, lacks } of results) {
      for (const word of lacks) assert.ok(!JSON.stringify(SITE[page]).includes(word), `${page}: ${word}`);
    }
  }
});

test("a filter that leaves nothing is dropped in the end, and said to be", async () => {
  for (const [query, filters] of [["kind:鯨 推論が遅いとき", {}], ["推論が遅いとき", { kind: ["鯨"] }]]) {
    const { steps } = await follow(query, { filters });
    assert.ok(steps.length > 0 && steps.every(({ sort }) => sort === "unfiltered"), query);
    assert.ok(steps.every(({ query: linked }) => !linked.includes("kind:")), query);
  }
  const [{ query: linked }] = (await follow("要求 kind:鯨 OR tag:鯨 障害 OR 取扱")).steps;
  assert.equal(linked, "要求 障害 OR 取扱");
  assert.deepEqual((await follow("ロールバックするには ")).steps.map(({ sort }) => sort).includes("unfiltered"), false);
  const { steps, ways } = await follow("tag:鯨");
  assert.deepEqual([steps, ways], [[], [["index.html", "入口"]]]);
  assert.deepEqual((await follow("%")).ways, []); // that says itself what is wrong
});

test("pages with parts of words only are under these parts", async () => {
  const { steps } = await follow('"推論 の結果" -版'); // the one page with that is excluded
  assert.deepEqual(steps.map(({ words }) => words), [["推論"]]);
  assert.deepEqual(steps[0].results.map(({ page, lacks }) => [page, lacks]), [[2, ["推論 の結果"]]]);
});

test("single characters are no parts of a word", async () => {
  const { steps, ways } = await follow("断響別");
  assert.deepEqual([steps, ways.length], [[], 1]);
});

test("nothing near is better than nonsense", async () => {
  for (const query of ["コトス", "鯨", "zzzz", "xyzzy qwert", "ゾウ"]) {
    const { steps, ways } = await follow(query);
    assert.deepEqual([steps, ways], [[], [["index.html", "入口"]]], query);
  }
  assert.deepEqual((await follow("")).ways, []);
});

test("a result says which words it lacks", async () => {
  const { steps } = await follow("蟹工船の推論とテスト");
  const { results } = steps.find(({ sort }) => sort === "most");
  for (const { lacks } of results) assert.ok(lacks.includes("蟹工船"));
  assert.ok(results.some(({ lacks }) => lacks.includes("テスト")) && results.some(({ lacks }) => lacks.includes("推論")));
});

test("long questions are work for a moment only", async () => {
  const started = Date.now();
  const { steps } = await follow("推論が遅いときはどうすれば".repeat(400));
  assert.ok(steps.length > 0);
  assert.ok(Date.now() - started < 3000);
});
