// The look of the pages: one style sheet of their own, light and dark, for wide screens and phones.

/** The style sheet of every page. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #fff; --soft: #f6f8fa; --line: #d1d9e0; --ink: #1f2328; --dim: #59636e; --link: #0969da;
  --open: #1a7f37; --done: #8250df; --shut: #cf222e; --mark: #fd8c73; --code: #818b981f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --soft: #151b23; --line: #3d444d; --ink: #f0f6fc; --dim: #9198a1; --link: #4493f8;
    --open: #3fb950; --done: #ab7df8; --shut: #f85149; --mark: #f78166; --code: #656c7633;
  }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Helvetica, Arial, sans-serif }
a { color: var(--link); text-decoration: none }
a:hover { text-decoration: underline }
header.top { background: var(--soft); border-bottom: 1px solid var(--line) }
header.top > div, main { max-width: 1000px; margin: 0 auto; padding: 0 16px }
header.top > div { padding-top: 12px }
header.top .where { font-size: 18px; display: flex; gap: 6px; align-items: center; flex-wrap: wrap }
header.top .note { margin-left: auto; font-size: 12px; color: var(--dim) }
nav { display: flex; gap: 4px; overflow-x: auto; scrollbar-width: none; padding-top: 8px }
nav a { color: var(--ink); padding: 8px 10px; border-bottom: 2px solid transparent; white-space: nowrap }
nav a[aria-current] { border-color: var(--mark); font-weight: 600 }
main { padding-top: 24px; padding-bottom: 64px }
h1 { font-size: 26px; line-height: 1.25; font-weight: 500; margin: 0 0 8px; overflow-wrap: anywhere }
h1 .number, .dim { color: var(--dim); font-weight: 400 }
.count, .label, .badge { display: inline-block; border-radius: 2em; padding: 0 8px; font-size: 12px; line-height: 20px }
.count { background: var(--code); margin-left: 6px }
.label { border: 1px solid var(--line); background: var(--soft) }
.label svg { vertical-align: -1px; margin-right: 4px }
.badge { border: 1px solid var(--line); color: var(--dim); margin-left: 6px }
.state { display: inline-block; color: #fff; border-radius: 2em; padding: 3px 12px; font-weight: 500; font-size: 14px; margin-right: 8px }
.state.open { background: #1f883d } .state.done { background: #8250df } .state.shut { background: #cf222e } .state.grey { background: #59636e }
.list { border: 1px solid var(--line); border-radius: 8px; list-style: none; margin: 0; padding: 0 }
.list > li { padding: 10px 16px; border-top: 1px solid var(--line) }
.list > li:first-child { border-top: 0 }
.list .title { font-weight: 600; color: var(--ink); overflow-wrap: anywhere; margin-right: 6px }
.list small, .meta { color: var(--dim); font-size: 13px }
.dot { display: inline-block; width: 10px; height: 10px; border-radius: 50%; margin-right: 8px; border: 2px solid currentColor }
.dot.open { color: var(--open) } .dot.done { color: var(--done); background: currentColor } .dot.shut { color: var(--shut); background: currentColor } .dot.grey { color: var(--dim) }
.remark { display: flex; gap: 12px; margin: 20px 0 }
.remark > img { width: 40px; height: 40px; border-radius: 50%; flex: none }
.remark.bot > img { border-radius: 8px }
.box { border: 1px solid var(--line); border-radius: 8px; flex: 1; min-width: 0 }
.box > .who { background: var(--soft); border-bottom: 1px solid var(--line); border-radius: 8px 8px 0 0; padding: 8px 14px; font-size: 14px; color: var(--dim) }
.box > .who strong a { color: var(--ink) }
.box > .who:last-child { border-bottom: 0; border-radius: 8px }
.box.mine > .who { background: color-mix(in srgb, var(--link) 10%, var(--page)) }
.box.answer { border-color: var(--open) }
.box > .said { padding: 14px; overflow-wrap: anywhere }
.box .replies { border-top: 1px solid var(--line); padding: 0 14px }
.reactions { display: flex; gap: 6px; flex-wrap: wrap; padding: 0 14px 12px }
.reactions span { border: 1px solid var(--line); border-radius: 2em; padding: 0 9px; font-size: 13px; line-height: 24px }
.said > :first-child { margin-top: 0 } .said > :last-child { margin-bottom: 0 }
.said h1, .said h2 { font-size: 20px; font-weight: 600; border-bottom: 1px solid var(--line); padding-bottom: 4px }
.said h3 { font-size: 17px }
.said img { max-width: 100% }
.said pre { background: var(--soft); padding: 12px; border-radius: 6px; overflow-x: auto; font-size: 13px }
.said code { background: var(--code); padding: .15em .35em; border-radius: 6px; font-size: 85% }
.said pre code { background: none; padding: 0; font-size: inherit }
.said blockquote { margin: 0 0 14px; padding: 0 14px; border-left: 4px solid var(--line); color: var(--dim) }
.said blockquote p:first-child { margin-top: 0 } .said blockquote p:last-child { margin-bottom: 0 }
.said blockquote.alert::first-line { font-weight: 600 }
.said blockquote.alert { color: inherit; border-color: var(--link) }
.said blockquote.tip { border-color: var(--open) } .said blockquote.important { border-color: var(--done) }
.said blockquote.warning { border-color: #bf8700 } .said blockquote.caution { border-color: var(--shut) }
.said details { margin-bottom: 12px } .said summary { cursor: pointer }
.said li.task { list-style: none; margin-left: -20px }
.mention { font-weight: 600; color: var(--ink) }
.scroll { overflow-x: auto; margin-bottom: 14px }
table { border-collapse: collapse }
th, td { border: 1px solid var(--line); padding: 5px 12px; text-align: left }
tr:nth-child(even) td { background: var(--soft) }
.chart { display: block; width: 100%; max-width: 640px; height: auto; margin: 0 0 14px; font: 12px system-ui, sans-serif }
.chart text { fill: currentColor }
.event { color: var(--dim); font-size: 14px; margin: 16px 0 16px 52px }
.filter { margin: 0 0 12px; display: flex; gap: 14px } .filter a[aria-current] { color: var(--ink); font-weight: 600 }
.pager { margin-top: 16px; display: flex; gap: 16px; justify-content: center }
@media (max-width: 600px) {
  body { font-size: 14px }
  .remark > img { display: none }
  .event { margin-left: 0 }
  h1 { font-size: 21px }
}
`;
