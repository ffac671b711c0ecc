/* SPDX-License-Identifier: Apache-2.0 */
/* builtin.c - generated from htdocs/ by embed.pl. */
#include "render/render.h"

const char tr_builtin_shell[] =
    "<!DOCTYPE html>\n"
    "<!--slot:html-->\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<!--slot:head-->\n"
    "</head>\n"
    "<body>\n"
    "<!--slot:skip-->\n"
    "<header>\n"
    "<!--slot:site-->\n"
    "<!--slot:nav-->\n"
    "</header>\n"
    "<!--slot:notice-->\n"
    "<!--slot:main-->\n"
    "<footer>\n"
    "<!--slot:tools-->\n"
    "<!--slot:footer-->\n"
    "</footer>\n"
    "</body>\n"
    "</html>\n";

const char tr_builtin_css[] =
    "/* SPDX-License-Identifier: Apache-2.0 */\n"
    ":root {\n"
    "color-scheme: light dark;\n"
    "--paper: #fffefb; --ink: #1c1b19; --soft: #57534c; --line: #d5d0c6;\n"
    "--shade: #f4f1ea; --link: #14508c; --bar: #5f7f9f; --open: #a9bccd;\n"
    "--warn-ink: #7a2608; --warn-paper: #fdf1e7;\n"
    "--text: Charter, \"Bitstream Charter\", \"Source Serif 4\", Georgia, \"Noto Serif\", serif;\n"
    "--sans: system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", \"Liberation Sans\", sans-serif;\n"
    "}\n"
    "@media (prefers-color-scheme: dark) {\n"
    ":root {\n"
    "--paper: #161719; --ink: #e8e5df; --soft: #aca69b; --line: #3b3c3f;\n"
    "--shade: #202225; --link: #9cc4ee; --bar: #7fa3c7; --open: #4d6379;\n"
    "--warn-ink: #f6bf9d; --warn-paper: #33231a;\n"
    "}\n"
    "}\n"
    "* { box-sizing: border-box; }\n"
    "html { font: 100%/1.55 var(--text); background: var(--paper); color: var(--ink); }\n"
    "body { margin: 0 auto; max-width: 72rem; padding: 0 1rem 3rem; overflow-wrap: break-word; }\n"
    "a { color: var(--link); text-underline-offset: .15em; }\n"
    "a:hover { text-decoration-thickness: .12em; }\n"
    ":focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }\n"
    "h1, h2, h3, h4 { line-height: 1.25; font-weight: 600; margin: 1.6em 0 .5em; text-wrap: balance; }\n"
    "h1 { font-size: 1.85rem; margin-block: .7em .4em; }\n"
    "h2 { font-size: 1.35rem; border-block-start: 1px solid var(--line); padding-block-start: .8em; }\n"
    "h3 { font-size: 1.12rem; }\n"
    "p, ul, ol, dl { margin: .6em 0; max-width: 44rem; }\n"
    "code { font-size: .88em; overflow-wrap: anywhere; }\n"
    "small { font: .8rem/1.4 var(--sans); color: var(--soft); }\n"
    "blockquote { margin: .5em 0; padding-inline-start: .9em; border-inline-start: 3px solid var(--line); }\n"
    "blockquote footer { font: .85rem/1.4 var(--sans); color: var(--soft); border: 0; padding: 0; margin: 0; }\n"
    ".skip { position: absolute; inset-inline-start: -100vw; }\n"
    ".skip:focus { inset-inline-start: .5rem; inset-block-start: .5rem; background: var(--paper); padding: .5rem; z-index: 1; }\n"
    "header { padding-block-start: 1rem; border-block-end: 3px double var(--line); font-family: var(--sans); }\n"
    ".site { font: 600 1.05rem/1.3 var(--text); margin: 0 0 .4rem; }\n"
    ".site a { color: inherit; text-decoration: none; }\n"
    ".logo { block-size: 2.4rem; inline-size: auto; max-inline-size: 12rem; vertical-align: middle; margin-inline-end: .6rem; }\n"
    "nav ul { list-style: none; padding: 0; margin: 0; max-width: none; display: flex; flex-wrap: wrap; gap: 0 1.1rem; }\n"
    "nav a { display: inline-block; padding: .35rem 0; min-height: 24px; min-width: 24px; font-family: var(--sans); font-size: .9rem; }\n"
    "nav.main a { text-decoration: none; }\n"
    "nav.main a:hover { text-decoration: underline; }\n"
    "nav.main { display: flex; flex-wrap: wrap; gap: 0 2.2rem; padding-block-end: .35rem; }\n"
    "nav.main .demands a { font-weight: 600; font-size: .98rem; }\n"
    "nav.main .indexes { flex-basis: 100%; }\n"
    "nav.main .indexes a { color: var(--soft); font-size: .82rem; padding-block: .15rem; }\n"
    "nav.main .indexes [aria-current] { color: var(--ink); }\n"
    "nav [aria-current] { color: inherit; font-weight: 600; text-decoration: none; border-block-end: 2px solid currentColor; }\n"
    ".publisher { display: flex; flex-wrap: wrap; gap: 0 .8rem; font-size: .95rem; }\n"
    ".publisher p { margin: 0; }\n"
    ".lead { font-size: 1.35rem; line-height: 1.45; max-width: 44rem; margin-block: .4em .8em; }\n"
    ".lead strong { font-variant-numeric: tabular-nums lining-nums; white-space: nowrap; }\n"
    ".lead .whose { display: block; font: .92rem/1.5 var(--sans); margin-block-end: .25em; }\n"
    ".more { font-family: var(--sans); font-size: .92rem; }\n"
    ".more a { display: inline-block; min-block-size: 24px; }\n"
    "main > section:first-of-type > h2 { border: 0; padding: 0; margin-block-start: .8em; }\n"
    "section > h2 + article.entity > h3 { border: 0; padding: 0; margin-block-start: .6em; }\n"
    ".crumb { margin: 1.2em 0 0; font: .9rem var(--sans); }\n"
    ".crumb + h1 { margin-top: .1em; }\n"
    "body > footer { margin-block-start: 3rem; border-block-start: 3px double var(--line); padding-block-start: .6rem; font-family: var(--sans); font-size: .88rem; }\n"
    "footer h2 { font: 600 .95rem var(--sans); border: 0; padding: 0; margin: 1.2em 0 .3em; }\n"
    ".digest { font-size: .78rem; }\n"
    "aside { border: 1px solid; border-inline-start-width: 6px; padding: .3rem 1rem; margin: 1rem 0; background: var(--warn-paper); color: var(--warn-ink); font-family: var(--sans); font-size: .92rem; }\n"
    "aside p, aside ul { max-width: none; }\n"
    ".warn { color: var(--warn-ink); }\n"
    ".scroll { overflow-x: auto; margin: 1em 0; max-width: 100%; }\n"
    "table { border-collapse: collapse; font: .9rem/1.4 var(--sans); font-variant-numeric: tabular-nums lining-nums; }\n"
    "caption { text-align: start; padding: .3em 0 .5em; color: var(--soft); caption-side: top; }\n"
    "th, td { padding: .42em .6em; text-align: start; vertical-align: top; border-block-end: 1px solid var(--line); }\n"
    "thead th { border-block-end: 2px solid var(--ink); vertical-align: bottom; font-weight: 600; }\n"
    "thead a { display: inline-flex; align-items: end; min-block-size: 24px; min-inline-size: 24px; }\n"
    "tbody th { font-weight: 400; min-width: 7rem; max-width: 24rem; }\n"
    "th:first-child, td:first-child { padding-inline-start: 0; }\n"
    "th:last-child, td:last-child { padding-inline-end: 0; }\n"
    ".n { text-align: end; white-space: nowrap; }\n"
    ".n small, .n .s { white-space: normal; }\n"
    "td small, th small { display: block; max-width: 26rem; }\n"
    "td small a, th small a { display: inline-block; padding-block: .25em; min-width: 24px; }\n"
    "td.n small { margin-inline-start: auto; max-width: 18rem; }\n"
    "tr.block th { background: var(--shade); font-weight: 600; padding: .55em .6em; max-width: none; border-block-start: 1px solid var(--line); }\n"
    ".block small { font-weight: 400; }\n"
    ".total th, .total td { font-weight: 600; }\n"
    ".total small, .total .s, .total .b { font-weight: 400; }\n"
    "tr:target, article:target, .change:target, li:target { background: var(--warn-paper); outline: 2px solid var(--warn-ink); }\n"
    ".s { color: var(--soft); font-style: italic; }\n"
    ".b { color: var(--soft); font-style: normal; font-size: .82em; }\n"
    "a.x { display: inline-block; min-inline-size: 24px; min-block-size: 24px; color: inherit; text-decoration: underline dotted; }\n"
    "thead a.x { display: inline-flex; align-items: end; }\n"
    "a.x:hover { text-decoration-style: solid; }\n"
    ".key div:target, .facts div:target { background: var(--warn-paper); outline: 2px solid var(--warn-ink); }\n"
    ".sort { display: inline-block; min-width: 24px; min-height: 24px; text-align: center; text-decoration: none; }\n"
    ".sort[aria-current] { font-weight: 700; border-block-end: 2px solid; }\n"
    ".bar { display: flex; block-size: .62rem; margin-block: .25em .15em; background: var(--shade); border-inline-start: 2px solid var(--ink); }\n"
    ".bar i { inline-size: var(--w, 0); }\n"
    ".bar .k { background: var(--bar); }\n"
    ".bar .r { background: repeating-linear-gradient(135deg, var(--bar) 0 2px, transparent 2px 5px); border: 1px solid var(--bar); }\n"
    ".bar .o { background: repeating-linear-gradient(90deg, var(--bar) 0 3px, transparent 3px 6px); }\n"
    ".bar .z { inline-size: 0; }\n"
    ".bar.none { background: none; border: 1px dashed var(--soft); }\n"
    ".bars { inline-size: 100%; max-inline-size: 58rem; }\n"
    ".bars tbody th { inline-size: 26%; }\n"
    ".bars td.n, .bars thead .n { text-align: start; white-space: normal; }\n"
    ".bars td.n small { margin-inline: 0; max-inline-size: none; }\n"
    ".bars td.n { min-inline-size: 9rem; font-weight: 600; }\n"
    ".bars td.n small, .bars td.n .b, .bars td.n .s { font-weight: 400; }\n"
    ".bars .share { inline-size: 22%; }\n"
    ".trend { inline-size: 100%; }\n"
    ".trend th[scope=row] { min-inline-size: 7.5rem; max-inline-size: 12rem; vertical-align: bottom; }\n"
    ".trend thead th { font-weight: 400; font-size: .82rem; white-space: normal; }\n"
    ".trend td, .trend thead .n { text-align: center; white-space: normal; vertical-align: bottom; padding-inline: .15rem; min-inline-size: 4.2rem; }\n"
    ".trend td small { margin-inline: auto; font-size: .72rem; }\n"
    ".bar.col { flex-direction: column-reverse; block-size: 4.5rem; inline-size: min(2.6rem, 70%); margin: 0 auto .25rem; border: 0; border-block-end: 2px solid var(--ink); background: none; }\n"
    ".bar.col i { inline-size: auto; block-size: var(--w, 0); }\n"
    ".bar.col.none { block-size: 1.4rem; border: 1px dashed var(--soft); }\n"
    ".bar.col.gap { position: relative; }\n"
    ".bar.col.gap::before { content: \"\"; position: absolute; inset-block: 0 -.2rem; inset-inline-start: -.9rem; border-inline-start: 3px dotted var(--warn-ink); }\n"
    ".w-0{--w:0%} .w-1{--w:1%} .w-2{--w:2%} .w-3{--w:3%} .w-4{--w:4%} .w-5{--w:5%} .w-6{--w:6%} .w-7{--w:7%} .w-8{--w:8%} .w-9{--w:9%} .w-10{--w:10%}\n"
    ".w-11{--w:11%} .w-12{--w:12%} .w-13{--w:13%} .w-14{--w:14%} .w-15{--w:15%} .w-16{--w:16%} .w-17{--w:17%} .w-18{--w:18%} .w-19{--w:19%} .w-20{--w:20%}\n"
    ".w-21{--w:21%} .w-22{--w:22%} .w-23{--w:23%} .w-24{--w:24%} .w-25{--w:25%} .w-26{--w:26%} .w-27{--w:27%} .w-28{--w:28%} .w-29{--w:29%} .w-30{--w:30%}\n"
    ".w-31{--w:31%} .w-32{--w:32%} .w-33{--w:33%} .w-34{--w:34%} .w-35{--w:35%} .w-36{--w:36%} .w-37{--w:37%} .w-38{--w:38%} .w-39{--w:39%} .w-40{--w:40%}\n"
    ".w-41{--w:41%} .w-42{--w:42%} .w-43{--w:43%} .w-44{--w:44%} .w-45{--w:45%} .w-46{--w:46%} .w-47{--w:47%} .w-48{--w:48%} .w-49{--w:49%} .w-50{--w:50%}\n"
    ".w-51{--w:51%} .w-52{--w:52%} .w-53{--w:53%} .w-54{--w:54%} .w-55{--w:55%} .w-56{--w:56%} .w-57{--w:57%} .w-58{--w:58%} .w-59{--w:59%} .w-60{--w:60%}\n"
    ".w-61{--w:61%} .w-62{--w:62%} .w-63{--w:63%} .w-64{--w:64%} .w-65{--w:65%} .w-66{--w:66%} .w-67{--w:67%} .w-68{--w:68%} .w-69{--w:69%} .w-70{--w:70%}\n"
    ".w-71{--w:71%} .w-72{--w:72%} .w-73{--w:73%} .w-74{--w:74%} .w-75{--w:75%} .w-76{--w:76%} .w-77{--w:77%} .w-78{--w:78%} .w-79{--w:79%} .w-80{--w:80%}\n"
    ".w-81{--w:81%} .w-82{--w:82%} .w-83{--w:83%} .w-84{--w:84%} .w-85{--w:85%} .w-86{--w:86%} .w-87{--w:87%} .w-88{--w:88%} .w-89{--w:89%} .w-90{--w:90%}\n"
    ".w-91{--w:91%} .w-92{--w:92%} .w-93{--w:93%} .w-94{--w:94%} .w-95{--w:95%} .w-96{--w:96%} .w-97{--w:97%} .w-98{--w:98%} .w-99{--w:99%}\n"
    ".w-100{--w:100%}\n"
    ".hide { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }\n"
    ".tiles { display: grid; grid-template-columns: repeat(30, minmax(1.9rem, 1fr)); grid-auto-rows: 1.9rem; gap: 2px; list-style: none; padding: 2px; margin: 0; max-inline-size: none; min-inline-size: 61rem; direction: ltr; }\n"
    ".tiles a { position: relative; display: flex; block-size: 100%; align-items: center; justify-content: center; border: 1px solid var(--soft); background: var(--shade); color: var(--ink); font: .78rem/1 var(--sans); text-decoration: none; overflow: hidden; }\n"
    ".tiles a:hover, .tiles a:focus-visible { outline: 3px solid var(--link); outline-offset: 0; z-index: 1; }\n"
    ".tiles a.unknown { border-style: dashed; background: none; color: var(--soft); }\n"
    ".tiles i { position: absolute; inset-inline: 0; inset-block-end: 0; block-size: var(--w); background: var(--open); }\n"
    ".tiles span { position: relative; }\n"
    ".tiles .hide { position: absolute; }\n"
    ".explain { font: .88rem/1.5 var(--sans); color: var(--soft); }\n"
    ".c-1{grid-column:1} .c-2{grid-column:2} .c-3{grid-column:3} .c-4{grid-column:4} .c-5{grid-column:5} .c-6{grid-column:6}\n"
    ".c-7{grid-column:7} .c-8{grid-column:8} .c-9{grid-column:9} .c-10{grid-column:10} .c-11{grid-column:11} .c-12{grid-column:12}\n"
    ".c-13{grid-column:13} .c-14{grid-column:14} .c-15{grid-column:15} .c-16{grid-column:16} .c-17{grid-column:17} .c-18{grid-column:18}\n"
    ".c-19{grid-column:19} .c-20{grid-column:20} .c-21{grid-column:21} .c-22{grid-column:22} .c-23{grid-column:23} .c-24{grid-column:24}\n"
    ".c-25{grid-column:25} .c-26{grid-column:26} .c-27{grid-column:27} .c-28{grid-column:28} .c-29{grid-column:29} .c-30{grid-column:30}\n"
    ".r-1{grid-row:1} .r-2{grid-row:2} .r-3{grid-row:3} .r-4{grid-row:4} .r-5{grid-row:5} .r-6{grid-row:6}\n"
    ".r-7{grid-row:7} .r-8{grid-row:8} .r-9{grid-row:9} .r-10{grid-row:10} .r-11{grid-row:11} .r-12{grid-row:12}\n"
    ".r-13{grid-row:13} .r-14{grid-row:14} .r-15{grid-row:15} .r-16{grid-row:16} .r-17{grid-row:17}\n"
    ".compare { inline-size: 100%; }\n"
    ".compare td.n { min-inline-size: 9rem; text-align: start; white-space: normal; }\n"
    ".compare .bar { inline-size: 9rem; }\n"
    ".compare thead .n { text-align: start; }\n"
    ".compare td.n small { margin-inline: 0; }\n"
    "form.compare p { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; font-family: var(--sans); }\n"
    "form.compare select { font: 1rem var(--sans); min-height: 2.4rem; max-inline-size: 100%; color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: 3px; }\n"
    "form.compare button { width: auto; padding-inline: 1rem; }\n"
    ".facts, .common, .key dl { max-width: none; }\n"
    ".facts div, .common div, .key dl div { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: 0 1rem; padding: .15em 0; }\n"
    "dt { font-family: var(--sans); font-size: .88rem; color: var(--soft); }\n"
    "dd { margin: 0; min-width: 0; }\n"
    ".common { font-size: .92rem; }\n"
    ".key { font-size: .92rem; }\n"
    ".key h2, .notes h2 { font-size: 1.05rem; }\n"
    ".entity { margin-block: 1.2em 2em; }\n"
    "article.entity > h2, article.entity > h3 { border-block-start: 1px solid var(--line); padding-block-start: .8em; font-size: 1.15rem; }\n"
    ".parts { margin-block: .7em; }\n"
    ".h { font: 600 .88rem var(--sans); color: var(--soft); margin-block: .8em .1em; }\n"
    ".parts .parts, .relation { padding-inline-start: 1rem; border-inline-start: 1px solid var(--line); }\n"
    ".part.is-contradicts { border-inline-start: 4px solid var(--warn-ink); padding-inline-start: .8rem; }\n"
    ".part p { margin-block: .2em .4em; }\n"
    ".lang { display: block; }\n"
    ".relation { margin-block: 1em; }\n"
    ".beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 0 1.5rem; }\n"
    ".claim { border-inline-start: 2px solid var(--line); padding-inline-start: 1.1rem; margin-block: 0; padding-block-end: 1.6rem; }\n"
    ".claim > .when { position: relative; font: 600 .95rem var(--sans); margin: 0; }\n"
    ".claim > .when::before { content: \"\"; position: absolute; inset-inline-start: calc(-1.1rem - 7px); inset-block-start: .2em; inline-size: 12px; block-size: 12px; border: 2px solid var(--ink); border-radius: 50%; background: var(--paper); }\n"
    ".claim h2, .claim h3 { border: 0; padding: 0; margin-block: .2em .1em; font-size: 1.15rem; }\n"
    ".claim > .beside { grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); }\n"
    ".who, .rests { font: .9rem/1.4 var(--sans); color: var(--soft); margin-block: .1em .4em; }\n"
    ".inline { display: flex; flex-wrap: wrap; gap: 0 1.2rem; font: .85rem/1.6 var(--sans); }\n"
    ".inline div { display: flex; gap: .4rem; }\n"
    ".inline dt::after { content: \":\"; }\n"
    ".claim .facts div { grid-template-columns: minmax(6rem, 9rem) 1fr; font-size: .92rem; }\n"
    ".against { border-inline-start: 4px solid var(--warn-ink); padding-inline-start: .9rem; align-self: start; }\n"
    ".against > .h { color: var(--warn-ink); margin-block-start: .2em; }\n"
    ".against .relation { border: 0; padding: 0; margin-block: .4em 1em; }\n"
    ".relations { font-size: .95rem; }\n"
    ".retention td.t { inline-size: 45%; }\n"
    ".retention td.n { inline-size: 28%; }\n"
    ".coverage td { min-inline-size: 6.5rem; }\n"
    ".mark { font-family: \"DejaVu Sans\", \"Noto Sans Symbols2\", var(--sans); }\n"
    ".change { margin-block: 1em; }\n"
    ".change h3, .change h4 { margin-block: .8em .2em; }\n"
    ".versions a { margin-inline-end: 1em; }\n"
    "del { text-decoration: line-through; text-decoration-thickness: 1px; color: var(--soft); }\n"
    "ins { text-decoration: none; font-weight: 600; }\n"
    "td.t { min-width: 10rem; vertical-align: top; overflow-wrap: anywhere; }\n"
    "td.t p { margin-block: .2em; }\n"
    ".state { font-weight: 600; }\n"
    ".allowed { columns: 15rem; max-width: none; }\n"
    ".allowed li { break-inside: avoid; padding-block: .1em; }\n"
    ".detail { color: var(--soft); }\n"
    ".filter { border: 1px solid var(--line); background: var(--shade); padding: .2rem 1rem; margin: 1em 0; }\n"
    ".filter form { padding: .5rem 0 .8rem; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: .6rem 1.2rem; align-items: end; min-width: 0; }\n"
    ".filter summary { font: 600 .95rem var(--sans); padding: .35rem 0; min-height: 24px; cursor: pointer; }\n"
    ".filter p { margin: 0; min-width: 0; }\n"
    ".filter label { display: block; font: .85rem var(--sans); color: var(--soft); }\n"
    ".filter select, button { font: 1rem var(--sans); width: 100%; min-height: 2.4rem; padding: .25rem .4rem; color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: 3px; }\n"
    ".filter button { width: auto; padding-inline: 1.2rem; font-weight: 600; cursor: pointer; }\n"
    ".facets { font-family: var(--sans); font-size: .9rem; border-block-start: 1px solid var(--line); padding-block: .3rem .6rem; }\n"
    ".facets h2 { font: 600 .95rem var(--sans); border: 0; padding: 0; margin: .5em 0 .2em; }\n"
    ".facets dl, .facets ul { margin: 0; padding: 0; max-width: none; }\n"
    ".facets div { display: grid; grid-template-columns: minmax(7rem, 11rem) 1fr; gap: 0 1rem; padding-block: .2em; }\n"
    ".facets ul { list-style: none; display: flex; flex-wrap: wrap; gap: 0 1rem; }\n"
    ".facets a { display: inline-block; min-block-size: 24px; min-inline-size: 24px; padding-block: .12em; }\n"
    ".facets [aria-current] { color: inherit; font-weight: 600; text-decoration: none; border-block-end: 2px solid currentColor; }\n"
    ".pager { display: flex; flex-wrap: wrap; gap: 0 1.5rem; align-items: baseline; font-family: var(--sans); font-size: .92rem; }\n"
    ".pager p { margin: .4em 0; }\n"
    ".pager a { margin-inline-end: 1rem; }\n"
    ".embed { padding-block-end: .5rem; }\n"
    ".embed h1 { font-size: 1.2rem; margin-block: .5em .2em; }\n"
    ".embed > footer { margin-block-start: .6rem; padding-block-start: .2rem; border-block-start-width: 1px; border-block-start-style: solid; }\n"
    "@media (max-width: 36rem) {\n"
    "h1 { font-size: 1.6rem; }\n"
    ".facts div, .common div, .key dl div, .facets div { grid-template-columns: 1fr; padding: .3em 0; }\n"
    "th, td { padding-inline: .4em; }\n"
    ".n .s, .n small { min-width: 6.5rem; }\n"
    "tbody th { min-width: 5.5rem; max-width: 9.5rem; }\n"
    ".block th { max-width: none; }\n"
    "header { padding-block-start: .6rem; }\n"
    "nav.main { gap: 0; }\n"
    "nav.main ul { gap: 0 .9rem; flex-basis: 100%; }\n"
    "nav.main .demands a, nav.main .claims a { font-size: .92rem; padding-block: .2rem; }\n"
    "nav.main .indexes a { font-size: .8rem; padding-block: .1rem; }\n"
    ".lead { font-size: 1.12rem; }\n"
    "td:last-child:not(.n) { min-inline-size: 11rem; }\n"
    ".bars tbody th, .bars .share { inline-size: auto; }\n"
    ".bars td.n { min-inline-size: 6.5rem; }\n"
    "}\n"
    "@media (forced-colors: active) {\n"
    ".bar { forced-color-adjust: none; background: Canvas; border-color: CanvasText; }\n"
    ".bar .k { background: CanvasText; }\n"
    ".bar .r { background: repeating-linear-gradient(135deg, CanvasText 0 2px, Canvas 2px 5px); border-color: CanvasText; }\n"
    ".bar .o { background: repeating-linear-gradient(90deg, CanvasText 0 3px, Canvas 3px 6px); }\n"
    ".bar.none { border-color: GrayText; }\n"
    ".tiles i { forced-color-adjust: none; background: none; border: 0 solid CanvasText; border-block-start-width: 3px; }\n"
    "}\n"
    "@media (prefers-reduced-motion: reduce) { * { scroll-behavior: auto; } }\n"
    "@media print {\n"
    "@page { margin: 18mm 15mm; @bottom-right { content: counter(page) \" / \" counter(pages); font-size: 8pt; } }\n"
    ":root { --paper: #fff; --ink: #000; --soft: #333; --line: #999; --shade: #fff; --link: #000; --warn-paper: #fff; --warn-ink: #000; color-scheme: light; }\n"
    "html { font-size: 10pt; }\n"
    "body { max-width: none; padding: 0; }\n"
    "nav, nav.main, .filter, .skip, .sort { display: none; }\n"
    ".scroll { overflow: visible; }\n"
    "thead { display: table-header-group; break-inside: avoid; break-after: avoid; }\n"
    "tbody tr:first-child { break-before: avoid; }\n"
    ".scroll { break-before: avoid; }\n"
    ".more { display: none; }\n"
    "tr, .relation, blockquote { break-inside: avoid; }\n"
    "h2, h3, .block { break-after: avoid; }\n"
    ".bar, .bar i { print-color-adjust: exact; -webkit-print-color-adjust: exact; }\n"
    ".bar .k { border: 1px solid #000; }\n"
    ".tiles i { print-color-adjust: exact; -webkit-print-color-adjust: exact; border-block-start: 2px solid #000; }\n"
    "form.compare { display: none; }\n"
    "table { max-inline-size: 100%; }\n"
    "th, td { padding-inline: .3em; }\n"
    "td, tbody th { overflow-wrap: anywhere; }\n"
    "caption { break-after: avoid; }\n"
    ".n, .lead strong { white-space: normal; }\n"
    "tbody th, .bars td.n, .compare td.n, td.t, td:last-child:not(.n), .n .s, .n small { min-inline-size: 0; }\n"
    ".trend { table-layout: fixed; break-inside: avoid; font-size: .72rem; }\n"
    ".trend td, .trend thead .n, .trend th[scope=row] { min-inline-size: 0; padding-inline: .1rem; }\n"
    ".trend thead th { font-size: .68rem; }\n"
    ".trend th[scope=row], .trend thead th:first-child { inline-size: 15%; }\n"
    ".trend td small { font-size: .6rem; }\n"
    ".coverage { font-size: .72rem; }\n"
    ".coverage td { min-inline-size: 0; }\n"
    ".tiles { min-inline-size: 0; grid-template-columns: repeat(30, 1fr); grid-auto-rows: 1.25rem; gap: 1px; }\n"
    ".tiles a { font-size: .5rem; border-width: 1px; }\n"
    ".compare .bar { inline-size: auto; }\n"
    ".sort + .sort, .pager a { display: none; }\n"
    "}\n";

const unsigned char tr_builtin_icon[TR_BUILTIN_ICON_BYTES] = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d,
    0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x30, 0x00, 0x00, 0x00, 0x30,
    0x02, 0x03, 0x00, 0x00, 0x00, 0x2a, 0x6c, 0x11, 0x14, 0x00, 0x00, 0x00,
    0x0c, 0x50, 0x4c, 0x54, 0x45, 0x00, 0x00, 0x00, 0x14, 0x50, 0x8c, 0xff,
    0xfe, 0xfb, 0x8f, 0xb4, 0xd8, 0x7e, 0x3a, 0xee, 0x1a, 0x00, 0x00, 0x00,
    0x01, 0x74, 0x52, 0x4e, 0x53, 0x00, 0x40, 0xe6, 0xd8, 0x66, 0x00, 0x00,
    0x02, 0x7b, 0x49, 0x44, 0x41, 0x54, 0x78, 0x01, 0x01, 0x70, 0x02, 0x8f,
    0xfd, 0x00, 0x00, 0x05, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55,
    0x50, 0x00, 0x00, 0x00, 0x05, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55,
    0x55, 0x50, 0x00, 0x00, 0x00, 0x05, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55,
    0x55, 0x55, 0x50, 0x00, 0x00, 0x01, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55,
    0x55, 0x55, 0x55, 0x55, 0x40, 0x00, 0x01, 0x55, 0x55, 0x55, 0x55, 0x55,
    0x55, 0x55, 0x55, 0x55, 0x55, 0x40, 0x00, 0x01, 0x55, 0x55, 0x55, 0x55,
    0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x40, 0x00, 0x55, 0x55, 0x55, 0x55,
    0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x00, 0x55, 0x55, 0x55,
    0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x00, 0x55, 0x55,
    0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x00, 0x55,
    0x5a, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xa5, 0x55, 0x00,
    0x55, 0x5a, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xa5, 0x55,
    0x00, 0x55, 0x5a, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xa5,
    0x55, 0x00, 0x55, 0x5a, 0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
    0xa5, 0x55, 0x00, 0x55, 0x5a, 0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xfe, 0xa5, 0x55, 0x00, 0x55, 0x5a, 0xbf, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xfe, 0xa5, 0x55, 0x00, 0x55, 0x5a, 0xbf, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xfe, 0xa5, 0x55, 0x00, 0x55, 0x5a, 0xbf, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xfe, 0xa5, 0x55, 0x00, 0x55, 0x5a, 0xbf, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xfe, 0xa5, 0x55, 0x00, 0x55, 0x5a, 0xaa, 0xaa,
    0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xa5, 0x55, 0x00, 0x55, 0x5a, 0xaa,
    0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xa5, 0x55, 0x00, 0x55, 0x5a,
    0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xa5, 0x55, 0x00, 0x55,
    0x5a, 0xbf, 0xff, 0xff, 0xff, 0xff, 0xfa, 0xaa, 0xaa, 0xa5, 0x55, 0x00,
    0x55, 0x5a, 0xbf, 0xff, 0xff, 0xff, 0xff, 0xfa, 0xaa, 0xaa, 0xa5, 0x55,
    0x00, 0x55, 0x5a, 0xbf, 0xff, 0xff, 0xff, 0xff, 0xfa, 0xaa, 0xaa, 0xa5,
    0x55, 0x00, 0x55, 0x5a, 0xbf, 0xff, 0xff, 0xff, 0xff, 0xfa, 0xaa, 0xaa,
    0xa5, 0x55, 0x00, 0x55, 0x5a, 0xbf, 0xff, 0xff, 0xff, 0xff, 0xfa, 0xaa,
    0xaa, 0xa5, 0x55, 0x00, 0x55, 0x5a, 0xbf, 0xff, 0xff, 0xff, 0xff, 0xfa,
    0xaa, 0xaa, 0xa5, 0x55, 0x00, 0x55, 0x5a, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa,
    0xaa, 0xaa, 0xaa, 0xa5, 0x55, 0x00, 0x55, 0x5a, 0xaa, 0xaa, 0xaa, 0xaa,
    0xaa, 0xaa, 0xaa, 0xaa, 0xa5, 0x55, 0x00, 0x55, 0x5a, 0xaa, 0xaa, 0xaa,
    0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xa5, 0x55, 0x00, 0x55, 0x5a, 0xbf, 0xab,
    0xfa, 0xbf, 0xab, 0xfa, 0xbf, 0xaa, 0xa5, 0x55, 0x00, 0x55, 0x5a, 0xbf,
    0xab, 0xfa, 0xbf, 0xab, 0xfa, 0xbf, 0xaa, 0xa5, 0x55, 0x00, 0x55, 0x5a,
    0xbf, 0xab, 0xfa, 0xbf, 0xab, 0xfa, 0xbf, 0xaa, 0xa5, 0x55, 0x00, 0x55,
    0x5a, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xfe, 0xa5, 0x55, 0x00,
    0x55, 0x5a, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xfe, 0xa5, 0x55,
    0x00, 0x55, 0x5a, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xfe, 0xa5,
    0x55, 0x00, 0x55, 0x5a, 0xbf, 0xab, 0xfa, 0xbf, 0xab, 0xfa, 0xbf, 0xaa,
    0xa5, 0x55, 0x00, 0x55, 0x5a, 0xbf, 0xab, 0xfa, 0xbf, 0xab, 0xfa, 0xbf,
    0xaa, 0xa5, 0x55, 0x00, 0x55, 0x5a, 0xbf, 0xab, 0xfa, 0xbf, 0xab, 0xfa,
    0xbf, 0xaa, 0xa5, 0x55, 0x00, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55,
    0x55, 0x55, 0x55, 0x55, 0x55, 0x00, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55,
    0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x00, 0x55, 0x55, 0x55, 0x55, 0x55,
    0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x00, 0x01, 0x55, 0x55, 0x55,
    0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x40, 0x00, 0x01, 0x55, 0x55,
    0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x40, 0x00, 0x01, 0x55,
    0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x40, 0x00, 0x00,
    0x05, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x50, 0x00, 0x00,
    0x00, 0x05, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x50, 0x00,
    0x00, 0x00, 0x05, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x50,
    0x00, 0xfa, 0x35, 0x2f, 0x88, 0x61, 0xa9, 0x3e, 0xf4, 0x00, 0x00, 0x00,
    0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82
};

_Static_assert(TR_BUILTIN_ICON_BYTES == 729, "htdocs/icon.png");
