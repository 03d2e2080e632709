// SPDX-License-Identifier: Apache-2.0
// The list of findings: search, filters, order, details. Rows are made for what is in view only, so that a
// hundred thousand scroll like a hundred. Texts reach the page as text (textContent), never as markup.
"use strict";
(() => {
    const $ = id => document.getElementById(id);
    const data = JSON.parse($("data").textContent);
    const texts = data.texts;
    const total = data.severity.length;
    const severities = ["info", "warning", "error"];
    const searched = ["rule", "message", "host", "group", "owner", "place", "names", "source"];
    const offered = ["rule", "state", "group", "owner"]; // as menus; the others by a click or a search
    const mostOffered = 300;

    // ---- what is shown

    const wanted = {}; // field -> number of a text; severity -> itself
    let shown = []; // indexes of findings, in order
    let here = 0; // the chosen one among those shown

    const lowered = [];
    const low = number => lowered[number] ??= texts[number].toLowerCase();

    // Which texts hold a word: rows are then compared by number.
    function textsWith(word) {
        const found = new Uint8Array(texts.length);
        for (let i = 1; i < texts.length; ++i) found[i] = low(i).includes(word) ? 1 : 0;
        return found;
    }

    function select() {
        const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean).map(textsWith);
        const filters = Object.entries(wanted);
        const columns = searched.map(name => data[name]);
        shown = [];
        for (let i = 0; i < total; ++i) {
            if (filters.every(([field, value]) => data[field][i] === value)
                && words.every(found => columns.some(column => found[column[i]])))
                shown.push(i);
        }
    }

    const collator = new Intl.Collator("en", {numeric: true});
    const ranks = {}; // field -> rank of each text: sorting compares numbers
    function ranksOf(field) {
        if (ranks[field]) return ranks[field];
        const used = [...new Set(data[field])].sort((a, b) => collator.compare(texts[a], texts[b]));
        const rank = ranks[field] = [];
        used.forEach((number, place) => { rank[number] = place; });
        return rank;
    }

    const orders = {
        "worst first": (a, b) => data.severity[b] - data.severity[a],
        "rule": by("rule"), "host": by("host"), "group": by("group"), "place": by("place"), "message": by("message"),
    };
    function by(field) {
        return (a, b) => ranksOf(field)[data[field][a]] - ranksOf(field)[data[field][b]];
    }

    function update() {
        select();
        const order = orders[$("order").value];
        shown.sort((a, b) => order(a, b) || a - b);
        here = 0;
        $("count").textContent = shown.length === total ? total.toLocaleString("en")
            : `${shown.length.toLocaleString("en")} of ${total.toLocaleString("en")}`;
        showChips();
        $("list").scrollTop = 0;
        drawnFrom = -1;
        draw();
        remember();
    }

    // ---- rows in view

    // Browsers lay out no element of more than some millions of pixels: beyond this, scrolling goes in larger steps.
    const mostPixels = 8e6;
    let drawnFrom = -1;

    const rowHeight = () => parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--row"))
        * parseFloat(getComputedStyle(document.documentElement).fontSize);

    function make(tag, classes, text) {
        const element = document.createElement(tag);
        if (classes) element.className = classes;
        if (text !== undefined) element.textContent = text;
        return element;
    }

    const text = (field, i) => texts[data[field][i]];

    function line(classes, value) {
        const element = make("div", "line " + classes, value);
        element.title = value;
        return element;
    }

    function rowOf(place) {
        const i = shown[place];
        const row = make("div", place === here ? "row here" : "row");
        row.setAttribute("role", "option");
        row.id = `row-${place}`;
        row.setAttribute("aria-selected", place === here);
        row.setAttribute("aria-posinset", place + 1);
        row.setAttribute("aria-setsize", shown.length);
        row.dataset.place = place;
        const severity = severities[data.severity[i]];
        const first = make("div");
        first.append(make("span", "badge " + severity, severity));
        if (text("state", i)) first.append(make("div", "state " + text("state", i), text("state", i)));
        const second = make("div");
        second.append(line("", text("message", i)), line("second", text("rule", i)));
        const third = make("div");
        const host = [text("host", i), text("group", i)].filter(Boolean).join(" · ");
        if (host) third.append(line("", host));
        if (text("place", i)) third.append(line(host ? "second place" : "place", text("place", i)));
        if (!host && text("names", i)) third.append(line("second", text("names", i)));
        row.append(first, second, third);
        return row;
    }

    function draw() {
        const list = $("list");
        const height = rowHeight();
        const full = shown.length * height;
        const pixels = Math.min(full, mostPixels);
        $("space").style.height = `${pixels}px`;
        const fits = Math.ceil(list.clientHeight / height) + 1;
        const reach = Math.max(1, pixels - list.clientHeight);
        const top = pixels < full ? list.scrollTop / reach * (full - list.clientHeight) : list.scrollTop;
        const from = Math.max(0, Math.min(Math.floor(top / height), shown.length - fits + 1));
        $("rows").style.transform = `translateY(${list.scrollTop - (top - from * height)}px)`;
        if (from === drawnFrom) return;
        drawnFrom = from;
        const rows = [];
        for (let place = from; place < Math.min(from + fits, shown.length); ++place) rows.push(rowOf(place));
        if (!rows.length) rows.push(make("p", "empty", total ? "Nothing fits." : "No findings."));
        $("rows").replaceChildren(...rows);
        $("list").setAttribute("aria-activedescendant", shown.length ? `row-${here}` : "");
    }

    function choose(place) {
        if (!shown.length) return;
        here = Math.max(0, Math.min(place, shown.length - 1));
        const list = $("list");
        const height = rowHeight();
        const full = shown.length * height;
        const scale = full > mostPixels ? (mostPixels - list.clientHeight) / (full - list.clientHeight) : 1;
        const top = list.scrollTop / scale;
        if (here * height < top) list.scrollTop = here * height * scale;
        if ((here + 1) * height > top + list.clientHeight)
            list.scrollTop = ((here + 1) * height - list.clientHeight) * scale;
        drawnFrom = -1;
        draw();
    }

    // ---- details

    function linkOf([title, url]) {
        if (!url.startsWith("https://")) return make("span", "", title);
        const link = make("a", "", title);
        link.href = url;
        link.rel = "noopener noreferrer";
        link.target = "_blank";
        return link;
    }

    function showDetails() {
        if (!shown.length) return;
        const i = shown[here];
        const rule = data.rules[text("rule", i)] ?? {summary: "", reason: "", remedy: "", references: []};
        const severity = severities[data.severity[i]];
        const body = $("details-body");
        const title = make("h3", "", text("message", i));
        title.id = "details-title";
        const list = make("dl");
        const add = (name, ...values) => {
            const given = values.filter(value => value);
            if (!given.length) return;
            const held = make("dd");
            held.append(...given);
            list.append(make("dt", "", name), held);
        };
        add("Host", [text("host", i), text("group", i), text("owner", i)].filter(Boolean).join(" · "));
        add("Where", text("place", i) && make("span", "place", text("place", i)));
        add("", text("source", i) && make("pre", "place", text("source", i)));
        add("In force for", text("names", i));
        add("Note", text("detail", i));
        add("Why", rule.reason);
        add("Remedy", text("remedy", i) || rule.remedy);
        add("Rule", make("code", "", text("rule", i)), rule.summary && ` ${rule.summary}`);
        if (rule.references.length) add("Sources", ...rule.references.flatMap(each => [linkOf(each), " "]));
        if (data.cause[i]) {
            const same = make("button", "", "all with this cause");
            same.type = "button";
            same.addEventListener("click", () => { $("details").close(); filter("cause", data.cause[i]); });
            add("Cause", same);
        }
        body.replaceChildren(make("span", "badge " + severity, severity), title, list);
        if (!$("details").open) $("details").showModal();
    }

    // ---- filters

    function filter(field, value) {
        if (value === undefined || value === null) delete wanted[field];
        else wanted[field] = value;
        const menu = $(`filter-${field}`);
        if (menu) menu.value = wanted[field] ?? "";
        update();
    }

    function showChips() {
        const chips = Object.entries(wanted).map(([field, value]) => {
            const chip = make("button", "", `${field}: ${field === "severity" ? severities[value] : texts[value]} ×`);
            chip.type = "button";
            chip.title = "no longer only these";
            chip.addEventListener("click", () => { filter(field); $("search").focus(); });
            return chip;
        });
        $("chips").hidden = !chips.length;
        $("chips").replaceChildren(...chips);
    }

    function addMenu(field, options) {
        const label = make("label", "", field[0].toUpperCase() + field.slice(1) + " ");
        const menu = make("select");
        menu.id = `filter-${field}`;
        menu.append(new Option("all", ""));
        for (const [name, value] of options) menu.append(new Option(name, value));
        menu.addEventListener("change", () => filter(field, menu.value === "" ? undefined : Number(menu.value)));
        label.append(menu);
        $("filters").append(label);
    }

    function addMenus() {
        const present = [2, 1, 0].filter(severity => data.severity.includes(severity));
        if (present.length > 1) addMenu("severity", present.map(severity => [severities[severity], severity]));
        for (const field of offered) {
            const values = [...new Set(data[field])].filter(Boolean).sort((a, b) => collator.compare(texts[a], texts[b]));
            if (values.length > 1 && values.length <= mostOffered) addMenu(field, values.map(value => [texts[value], value]));
        }
        for (const name of Object.keys(orders)) {
            if (name === "worst first" || new Set(data[name]).size > 1) $("order").append(new Option(name));
        }
    }

    // ---- the address remembers what is shown, so that it can be sent to a colleague

    function remember() {
        const state = new URLSearchParams();
        if ($("search").value) state.set("search", $("search").value);
        if ($("order").selectedIndex > 0) state.set("order", $("order").value);
        for (const [field, value] of Object.entries(wanted)) state.set(field, field === "severity" ? severities[value] : texts[value]);
        history.replaceState(null, "", String(state) ? `#${state}` : location.pathname + location.search);
    }

    function recall() {
        for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
            if (name === "search") $("search").value = value;
            else if (name === "order" && value in orders) $("order").value = value;
            else if (name === "severity" && severities.includes(value)) wanted.severity = severities.indexOf(value);
            else if (Array.isArray(data[name]) && name !== "texts" && texts.includes(value)) wanted[name] = texts.indexOf(value);
        }
        for (const [field, value] of Object.entries(wanted)) {
            if ($(`filter-${field}`)) $(`filter-${field}`).value = value;
        }
    }

    // ---- keys and clicks

    const page = () => Math.max(1, Math.floor($("list").clientHeight / rowHeight()) - 1);
    const moves = {
        ArrowDown: () => here + 1, ArrowUp: () => here - 1, PageDown: () => here + page(), PageUp: () => here - page(),
        Home: () => 0, End: () => shown.length - 1,
    };
    $("list").addEventListener("keydown", event => {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        if (moves[event.key]) choose(moves[event.key]());
        else if (event.key === "Enter" || event.key === " ") showDetails();
        else return;
        event.preventDefault();
    });
    $("list").addEventListener("click", event => {
        const row = event.target.closest(".row");
        const marked = getSelection();
        if (!row || (!marked.isCollapsed && row.contains(marked.anchorNode))) return; // text is being copied
        choose(Number(row.dataset.place));
        showDetails();
    });
    let waiting = false;
    $("list").addEventListener("scroll", () => {
        if (waiting) return;
        waiting = true;
        requestAnimationFrame(() => { waiting = false; draw(); });
    });
    new ResizeObserver(() => { drawnFrom = -1; draw(); }).observe($("list"));
    let pause;
    $("search").addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(update, total > 20000 ? 120 : 0); });
    $("search").addEventListener("keydown", event => {
        if (event.key === "ArrowDown" || event.key === "Enter") { $("list").focus(); event.preventDefault(); }
    });
    $("order").addEventListener("change", update);
    $("details").addEventListener("click", event => { if (event.target === $("details")) $("details").close(); });
    document.addEventListener("keydown", event => {
        if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.target.closest("input, select, dialog")) return;
        $("search").focus();
        event.preventDefault();
    });
    document.addEventListener("click", event => {
        const button = event.target.closest("[data-field]");
        if (!button) return;
        const value = texts.indexOf(button.dataset.value);
        if (value < 0) return;
        filter(button.dataset.field, value);
        $("findings").scrollIntoView();
    });

    // ---- light and dark

    const themes = ["auto", "light", "dark"];
    function setTheme(theme) {
        if (theme === "auto") delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = theme;
        $("theme").textContent = `theme: ${theme}`;
    }
    $("theme").addEventListener("click", () => {
        const theme = document.documentElement.dataset.theme ?? "auto";
        setTheme(themes[(themes.indexOf(theme) + 1) % themes.length]);
    });

    for (const id of ["tools", "list", "keys", "theme"]) $(id).hidden = false;
    setTheme("auto");
    addMenus();
    recall();
    update();
    document.documentElement.dataset.ready = "yes";
})();
