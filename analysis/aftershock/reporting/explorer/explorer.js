"use strict";

(() => {
  const data = JSON.parse(document.getElementById("explorer-data").textContent);
  const root = document.getElementById("explorer-tool");
  const HOUR = 3600;
  const ALPHA = 0.05;
  const state = { window: data.window, asset: "largest", theme: "", certain: "all", sort: "number", down: false, chosen: -1 };
  const charts = [];

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "text") element.textContent = value;
      else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  };

  const clock = (zone, options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...options });
  const DAY = { weekday: "short", day: "numeric", month: "short" };
  const TIME = { hour: "2-digit", minute: "2-digit" };
  const zones = data.zones.map((zone) => ({
    name: zone.name,
    time: clock(zone.key, TIME),
    day: clock(zone.key, DAY),
    both: clock(zone.key, { ...DAY, ...TIME }),
  }));
  const at = (seconds) => new Date(seconds * 1000);

  const headlines = data.headlines.map(([number, instant, text, themes], index) => ({ index, number, instant, text, themes }));
  const cells = data.windows.map(() => headlines.map(() => new Map()));
  data.cells.forEach((columns, window) => {
    columns.headline.forEach((headline, row) => {
      const cell = {};
      for (const [name, values] of Object.entries(columns)) cell[name] = values[row];
      for (const end of ["from", "to"]) if (cell[end] !== null) cell[end] += headlines[headline].instant;
      cells[window][headline].set(cell.asset, cell);
    });
  });
  const bars = data.bars.map((line, index) => {
    const unit = 10 ** data.assets[index].decimals;
    let [instant, ticks] = [0, 0];
    const steps = line.steps.flatMap(([step, times]) => Array(times).fill(step));
    return steps.map((step, row) => {
      instant += step;
      const change = line.values[row];
      if (change === null) return { time: instant };
      ticks += change;
      return { time: instant, value: ticks / unit };
    });
  });

  const known = (value) => value !== null && value !== undefined;
  const share = (value) => (!known(value) ? "–" : value < 0.001 ? "<0.001" : value.toFixed(value < 0.1 ? 3 : 2));
  const probability = (value) => "p\u00a0" + (share(value).startsWith("<") ? "<\u00a0" + share(value).slice(1) : "=\u00a0" + share(value));
  const times = (value) => (known(value) ? Math.abs(value).toFixed(1) + "\u00a0×" : "–");

  const shownCell = (headline) => {
    const row = cells[state.window][headline.index];
    if (state.asset !== "largest") return row.get(Number(state.asset));
    let largest;
    for (const cell of row.values()) {
      if (known(cell.times) && (!largest || Math.abs(cell.times) > Math.abs(largest.times))) largest = cell;
    }
    return largest || row.values().next().value;
  };
  const certain = (cell) => {
    if (state.certain === "all") return true;
    if (!cell) return false;
    const value = state.certain === "alone" ? cell.alone : cell.counted;
    return known(value) && value < ALPHA;
  };
  const anyCertain = (headline) => {
    if (state.certain === "all") return true;
    if (state.asset !== "largest") return certain(shownCell(headline));
    return [...cells[state.window][headline.index].values()].some(certain);
  };

  const COLUMNS = [
    { key: "number", head: "No.", value: (row) => row.headline.number, numeric: true },
    { key: "instant", head: "Time, " + zones[0].name, value: (row) => row.headline.instant },
    { key: "text", head: "Headline", value: (row) => row.headline.text },
    { key: "themes", head: "Theme", value: (row) => row.headline.themes.join(", ") },
    { key: "asset", head: "Asset", value: (row) => (row.cell ? data.assets[row.cell.asset].name : "") },
    { key: "move", head: "Move", value: (row) => (row.cell ? row.cell.sorting : null), numeric: true },
    { key: "times", head: "Against the usual", value: (row) => (row.cell && known(row.cell.times) ? Math.abs(row.cell.times) : null), numeric: true },
    { key: "alone", head: "p alone", value: (row) => (row.cell ? row.cell.alone : null), numeric: true },
    { key: "counted", head: "p, all counted", value: (row) => (row.cell ? row.cell.counted : null), numeric: true },
  ].filter((column) => column.key !== "themes" || data.themes.length > 0);

  const compare = (one, other) => {
    if (!known(one) || !known(other)) return known(one) ? -1 : known(other) ? 1 : 0;
    const order = typeof one === "string" ? (one < other ? -1 : one > other ? 1 : 0) : one - other;
    return state.down ? -order : order;
  };
  const rows = () => {
    const column = COLUMNS.find((one) => one.key === state.sort);
    return headlines
      .filter((headline) => !state.theme || headline.themes.includes(state.theme))
      .filter(anyCertain)
      .map((headline) => ({ headline, cell: shownCell(headline) }))
      .map((row) => ({ ...row, value: column.value(row) }))
      .sort((one, other) => compare(one.value, other.value) || one.headline.number - other.headline.number);
  };

  const select = (label, key, choices) => {
    const change = (event) => {
      state[key] = key === "window" ? Number(event.target.value) : event.target.value;
      redraw();
    };
    const control = make("select", { id: "explorer-" + key, onchange: change });
    for (const [value, text] of choices) control.append(make("option", { value, text }));
    control.value = String(state[key]);
    return make("div", { class: "control" }, make("label", { for: "explorer-" + key, text: label }), control);
  };

  const status = make("p", { role: "status", class: "status" });
  const head = make("tr");
  const body = make("tbody");
  const detail = make("div", { class: "detail", id: "explorer-detail", role: "region", "aria-label": "The headline chosen", tabindex: "-1" });

  const sortBy = (key) => () => {
    state.down = state.sort === key ? !state.down : key === "times";
    state.sort = key;
    redraw();
    head.querySelector('[data-key="' + key + '"]').focus();
  };
  const drawHead = () => {
    head.replaceChildren(
      ...COLUMNS.map((column) => {
        const sorted = state.sort === column.key;
        const arrow = sorted ? (state.down ? " ↓" : " ↑") : "";
        const button = make("button", { type: "button", "data-key": column.key, onclick: sortBy(column.key), text: column.head });
        button.append(make("span", { "aria-hidden": "true", text: arrow }));
        const order = sorted ? (state.down ? "descending" : "ascending") : "none";
        return make("th", { scope: "col", class: column.numeric ? "number" : null, "aria-sort": order }, button);
      })
    );
  };

  const cellText = (cell, key) => {
    if (!cell) return "–";
    if (key === "move") return cell.move;
    if (key === "times") return times(cell.times);
    return share(cell[key]);
  };
  const lineOf = ({ headline, cell }) => {
    const press = () => choose(headline.index, true);
    const button = make("button", { type: "button", class: "headline", "aria-pressed": String(headline.index === state.chosen), "data-row": headline.index, onclick: press, text: headline.text });
    const line = make("tr", { class: headline.index === state.chosen ? "chosen" : null });
    for (const column of COLUMNS) {
      if (column.key === "text") line.append(make("th", { scope: "row" }, button));
      else if (column.key === "instant") line.append(make("td", { text: zones[0].both.format(at(headline.instant)), class: "when" }));
      else if (column.key === "themes") line.append(make("td", { text: headline.themes.join(", ") }));
      else if (column.key === "number") line.append(make("td", { class: "number", text: String(headline.number) }));
      else if (column.key === "asset") line.append(make("td", { text: cell ? data.assets[cell.asset].name : "–" }));
      else line.append(make("td", { class: "number", text: cellText(cell, column.key) }));
    }
    return line;
  };
  const drawTable = () => {
    const shown = rows();
    drawHead();
    body.replaceChildren(...shown.map(lineOf));
    const which = state.asset === "largest" ? "The move shown is the largest of all assets against its usual." : "";
    status.textContent = shown.length + " of " + headlines.length + " headlines are listed. " + which;
  };

  body.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...body.querySelectorAll("button")];
    const place = buttons.indexOf(document.activeElement);
    if (!step || place < 0) return;
    event.preventDefault();
    const next = buttons[Math.min(Math.max(place + step, 0), buttons.length - 1)];
    next.focus();
  });

  const color = (role) => getComputedStyle(document.documentElement).getPropertyValue("--" + role).trim();
  const look = () => ({
    layout: { background: { color: color("paper") }, textColor: color("muted"), attributionLogo: false, fontFamily: "system-ui, sans-serif", fontSize: 12 },
    grid: { vertLines: { color: color("grid") }, horzLines: { color: color("grid") } },
    crosshair: { vertLine: { color: color("stroke"), labelBackgroundColor: color("ink") }, horzLine: { color: color("stroke"), labelBackgroundColor: color("ink") } },
  });
  const priceFormat = (asset) => ({ type: "price", precision: asset.decimals, minMove: 10 ** -asset.decimals });
  const tickText = (seconds, kind) => (kind <= 2 ? zones[0].day : zones[0].time).format(at(seconds));
  const crossText = (seconds) => zones.map((zone) => zone.both.format(at(seconds)) + " " + zone.name).join(" · ");

  const newChart = (place, asset) => {
    const { createChart, LineSeries, createSeriesMarkers } = window.LightweightCharts;
    const chart = createChart(place, {
      ...look(),
      autoSize: true,
      handleScroll: { mouseWheel: false, vertTouchDrag: false },
      handleScale: { mouseWheel: false, axisPressedMouseMove: false },
      localization: { locale: "en-GB", timeFormatter: crossText },
      timeScale: { timeVisible: true, secondsVisible: false, borderColor: color("rule"), tickMarkFormatter: tickText },
      rightPriceScale: { borderColor: color("rule") },
    });
    const plain = { priceFormat: priceFormat(asset), priceLineVisible: false, lastValueVisible: false };
    const line = chart.addSeries(LineSeries, { ...plain, color: color("line"), lineWidth: 2 });
    const edges = [0, 1].map(() => chart.addSeries(LineSeries, { ...plain, color: color("accent"), lineWidth: 2, lineStyle: 2, crosshairMarkerVisible: false }));
    return { chart, line, edges, marks: createSeriesMarkers(line, []) };
  };

  const ZOOM = 14;
  const CLOSED = "No price near this headline.";
  const near = (line, headline) => {
    const first = line.findIndex((point) => point.time >= headline.instant);
    const place = first < 0 ? line.length : first;
    const from = Math.max(place - data.reach, 0);
    return { part: line.slice(from, place + data.reach), place: place - from };
  };
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const sentence = (cell) => {
    if (!cell) return "Nothing was measured.";
    const move = cell.move.replace(/\.$/, "");
    if (!known(cell.times)) return cell.note ? move + " (" + cell.note + ")." : move + ".";
    const judged = known(cell.alone) ? " " + probability(cell.alone) + " alone, " + share(cell.counted) + " with all tests counted." : "";
    return move + ", " + times(cell.times) + " the usual move of this length at this hour." + judged + (cell.note ? " " + capital(cell.note) + "." : "");
  };
  const drawBand = (edges, cell, part) => {
    const inside = cell && known(cell.low) ? part.filter((point) => point.time >= cell.from && point.time <= cell.to) : [];
    edges[0].setData(inside.map((point) => ({ time: point.time, value: cell.low })));
    edges[1].setData(inside.map((point) => ({ time: point.time, value: cell.high })));
  };
  const drawChart = (index, headline) => {
    const { chart, line, edges, marks } = charts[index].drawn;
    const { part, place } = near(bars[index], headline);
    const cell = cells[state.window][headline.index].get(index);
    line.setData(part);
    drawBand(edges, cell, part);
    const mark = part[Math.min(place, part.length - 1)];
    marks.setMarkers(mark ? [{ time: mark.time, position: "aboveBar", shape: "arrowDown", color: color("accent"), text: "No. " + headline.number }] : []);
    chart.timeScale().setVisibleLogicalRange({ from: place - ZOOM - 0.5, to: place + ZOOM - 0.5 });
    charts[index].words.textContent = part.length ? sentence(cell) : CLOSED;
  };

  const title = make("h3", { id: "explorer-title" });
  const instants = make("p", { class: "instants" });
  const panels = make("div", { class: "panels" });
  const step = (by) => () => {
    const order = rows().map((row) => row.headline.index);
    if (!order.length) return;
    const place = order.indexOf(state.chosen);
    choose(order[(place + by + order.length) % order.length], false);
  };
  const steps = make(
    "div", { class: "steps" },
    make("button", { type: "button", onclick: step(-1), text: "← Previous in the list" }),
    make("button", { type: "button", onclick: step(1), text: "Next in the list →" })
  );

  const choose = (index, jump) => {
    state.chosen = index;
    const headline = headlines[index];
    title.textContent = "No. " + headline.number + ": " + headline.text;
    instants.textContent = zones.map((zone) => zone.both.format(at(headline.instant)) + " " + zone.name).join(" · ");
    charts.forEach((_, asset) => drawChart(asset, headline));
    drawTable();
    if (jump) {
      detail.focus({ preventScroll: true });
      detail.scrollIntoView({ block: "start" });
    }
  };
  const redraw = () => {
    drawTable();
    if (state.chosen >= 0) charts.forEach((_, asset) => drawChart(asset, headlines[state.chosen]));
  };
  const recolor = () => {
    for (const { drawn } of charts) {
      drawn.chart.applyOptions(look());
      drawn.line.applyOptions({ color: color("line") });
      drawn.edges.forEach((edge) => edge.applyOptions({ color: color("accent") }));
      drawn.chart.timeScale().applyOptions({ borderColor: color("rule") });
    }
    redraw();
  };

  const build = () => {
    const controls = make(
      "div", { class: "controls" },
      select("Move measured", "window", data.windows.map((window, index) => [index, window])),
      select("Asset", "asset", [["largest", "the largest of all"], ...data.assets.map((asset, index) => [index, asset.name])]),
      data.themes.length ? select("Theme", "theme", [["", "all themes"], ...data.themes.map((theme) => [theme, theme])]) : null,
      select("Show", "certain", [["all", "all headlines"], ["alone", "p < 0.05 alone"], ["counted", "p < 0.05, all tests counted"]])
    );
    const table = make("table", { class: "plain" }, make("caption", {}, make("span", { text: data.caption })), make("thead", {}, head), body);
    const scroll = make("div", { class: "scroll list", tabindex: "0", role: "region", "aria-label": "List of headlines" }, table);
    for (const asset of data.assets) {
      const place = make("div", { class: "plot", "aria-hidden": "true" });
      const words = make("p", { class: "words" });
      panels.append(make("div", { class: "panel" }, make("h4", { text: asset.name + ", " + asset.unit }), place, words));
      charts.push({ place, words });
    }
    detail.append(title, instants, steps, panels, make("p", { class: "legend", text: data.legend }));
    root.append(controls, status, scroll, detail);
    root.closest("section").hidden = false;
    for (const link of document.querySelectorAll('[data-needs="explorer"]')) link.hidden = false;
    charts.forEach((one, index) => { one.drawn = newChart(one.place, data.assets[index]); });
    choose(data.first, false);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolor);
  };

  build();
})();
