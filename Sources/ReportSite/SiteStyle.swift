/// How all pages look: on light and dark screens and on paper, with the fonts of the reader's own system. Every pair of
/// text and ground has a contrast of at least 4.5 (WCAG 2.2, 1.4.3), every bar and line one of 3 (1.4.11).
enum SiteStyle {
    static var bytes: [UInt8] { css.withUTF8Buffer { Array($0) } }

    private static let css: StaticString = """
        :root {
          --paper: #ffffff; --ink: #1c2329; --quiet: #55606b; --rule: #d9dfe4; --shade: #f4f6f8; --link: #0b5794;
          --income: #2b6ea3; --cost: #b5652b; --result: #1c2329; --area: #dce9f3; --warn: #7a4300; --warnshade: #fdf3e2;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            --paper: #14181c; --ink: #e4e8eb; --quiet: #a2adb7; --rule: #343c44; --shade: #1d2328; --link: #86bdea;
            --income: #5b9fd6; --cost: #d58a52; --result: #e4e8eb; --area: #1e3244; --warn: #f0bd76; --warnshade: #2f2415;
          }
        }
        * { box-sizing: border-box; }
        html { color-scheme: light dark; -webkit-text-size-adjust: 100%; }
        body {
          margin: 0 auto; max-width: 76rem; padding: 0 1.5rem; background: var(--paper); color: var(--ink);
          font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Liberation Sans", sans-serif;
        }
        a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .18em; }
        a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
        main:focus { outline: none; }
        .skip { position: absolute; left: -100rem; background: var(--paper); padding: .5rem 1rem; }
        .skip:focus { left: 1rem; top: 1rem; z-index: 1; }
        header {
          display: flex; flex-wrap: wrap; gap: .25rem 2rem; align-items: baseline; justify-content: space-between;
          padding: 1.25rem 0 .75rem; border-bottom: 1px solid var(--rule);
        }
        .company { margin: 0; overflow-wrap: anywhere; }
        .company span { color: var(--quiet); }
        nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
        header nav a { display: inline-block; padding: .25rem 0; text-decoration: none; }
        header nav a:hover { text-decoration: underline; }
        header nav a[aria-current] { color: var(--ink); font-weight: 600; box-shadow: 0 2px 0 var(--link); }
        .pager { margin: 1rem 0; }
        .pager ul { gap: .25rem .9rem; font-variant-numeric: tabular-nums; }
        .pager a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
        h1 { font-size: 1.7rem; line-height: 1.25; font-weight: 600; margin: 1.75rem 0 1rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.15rem; line-height: 1.3; font-weight: 600; margin: 2.25rem 0 .75rem; }
        p { max-width: 46rem; }
        footer { margin: 3rem 0 2rem; padding-top: .75rem; border-top: 1px solid var(--rule); }
        footer p, small, caption, .unit, .tick, .label { font-size: .8125rem; color: var(--quiet); }
        .nowrap, time { white-space: nowrap; }
        .badge {
          display: inline-block; padding: 0 .5rem; border: 1px solid var(--rule); border-radius: 1rem;
          background: var(--shade); color: var(--ink); font-size: .8125rem; white-space: nowrap;
        }
        .company .badge { color: var(--ink); }
        .warning {
          max-width: none; padding: .6rem .9rem; border-left: 4px solid var(--warn); background: var(--warnshade);
          color: var(--warn);
        }

        table { border-collapse: collapse; font-size: .925rem; font-variant-numeric: tabular-nums lining-nums; }
        caption { text-align: left; padding: 0 0 .4rem; }
        th, td { padding: .3rem .9rem .3rem 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--rule); }
        th:last-child, td:last-child { padding-right: 0; }
        th { font-weight: 400; }
        thead th { color: var(--quiet); font-size: .8125rem; border-bottom-color: var(--quiet); vertical-align: bottom; }
        td, tbody th { overflow-wrap: anywhere; }
        .n { text-align: right; }
        .n, .k { white-space: nowrap; }
        tfoot th, tfoot td, .sum th, .sum td, .balance th, .balance td { font-weight: 600; }
        tfoot tr:last-child > * { border-bottom: 0; }
        tfoot tr:first-child > * { border-top: 1px solid var(--quiet); }
        tbody tr:hover > * { background: var(--shade); }
        .wide { overflow-x: auto; }
        .pair .wide table, .wide .account, .wide .line, .wide .vouchers { width: 100%; }
        .vouchers td:nth-child(n+3), .vouchers thead th:nth-child(n+3), .account td:nth-child(n+4),
        .account thead th:nth-child(n+4), .line td:nth-child(n+5), .line thead th:nth-child(n+5) {
          text-align: right; white-space: nowrap;
        }
        .account td:first-child, .line td:first-child { white-space: nowrap; }
        .account td, .line td, .vouchers td { vertical-align: top; }
        .balance td, .balance th { border-bottom: 1px solid var(--rule); }
        .voucher th { padding-top: 1.1rem; border-bottom-color: var(--quiet); }
        .voucher b { font-weight: 600; }
        .voucher small { display: block; }
        .vouchers td small { display: block; }
        tbody:target { background: var(--shade); box-shadow: -4px 0 0 var(--link); }

        .cards { display: grid; grid-template-columns: repeat(6, 1fr); gap: 1px; margin: 0;
          background: var(--rule); border: 1px solid var(--rule); border-radius: 6px; overflow: hidden; }
        .cards div { background: var(--paper); padding: .8rem 1rem; }
        .cards dt { color: var(--quiet); font-size: .8125rem; }
        .cards dd { margin: .1rem 0 0; font-size: 1.25rem; font-variant-numeric: tabular-nums lining-nums; white-space: nowrap; }
        .facts { margin: 0; display: grid; gap: .25rem 1.5rem; grid-template-columns: minmax(9rem, max-content) 1fr; }
        .facts div { display: contents; }
        .facts dt { color: var(--quiet); }
        .facts dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums lining-nums; }
        code, pre { font: .85rem/1.5 ui-monospace, "SFMono-Regular", "Cascadia Mono", "Liberation Mono", monospace; }
        code { overflow-wrap: anywhere; }
        pre { background: var(--shade); padding: .8rem 1rem; border-radius: 6px; overflow-x: auto; }
        .documents { padding-left: 1.2rem; }
        .documents small { display: block; overflow-wrap: anywhere; }

        .pair { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); column-gap: 3rem; align-items: start; }
        .pair h2 { grid-column: 1 / -1; }
        figure { margin: 0; overflow-x: auto; }
        .chart { display: block; width: 100%; min-width: 32rem; height: auto; }
        .chart text { fill: var(--quiet); font-size: 12.5px; font-variant-numeric: tabular-nums lining-nums; }
        .tick { text-anchor: end; }
        .label { text-anchor: middle; }
        .grid { stroke: var(--rule); }
        .zero { stroke: var(--quiet); }
        rect.income, rect.vat { fill: var(--income); }
        rect.cost { fill: var(--cost); }
        polyline.result { fill: none; stroke: var(--result); stroke-width: 2; stroke-linejoin: round; }
        circle.result { fill: var(--paper); stroke: var(--result); stroke-width: 2; }
        .area { fill: var(--area); }
        path.balance { fill: none; stroke: var(--income); stroke-width: 2; stroke-linejoin: round; }
        .legend { list-style: none; margin: 0 0 .25rem; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem;
          font-size: .8125rem; color: var(--quiet); }
        .swatch { display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem; border-radius: 2px; vertical-align: -.08rem; }
        .swatch.income { background: var(--income); }
        .swatch.cost { background: var(--cost); }
        .swatch.result { height: 2px; background: var(--result); vertical-align: .25rem; }

        @media (max-width: 58rem) {
          .pair { grid-template-columns: minmax(0, 1fr); row-gap: 1rem; }
          .cards { grid-template-columns: repeat(3, 1fr); }
        }
        @media screen and (max-width: 58rem) {
          .wide .account, .wide .line, .wide .vouchers { min-width: 46rem; }
        }
        @media screen and (max-width: 34rem) {
          .wide table { min-width: 34rem; }
          .pair .wide table { min-width: 0; }
          .wide table:not([class]) td:not([class]) { min-width: 9rem; }
          .cards { grid-template-columns: repeat(2, 1fr); }
          .facts { grid-template-columns: 1fr; }
          .facts dd { margin-bottom: .5rem; }
          body { padding: 0 1rem; }
          th, td { padding-right: .6rem; }
          .cards dd { font-size: 1.1rem; }
        }
        @media print {
          @page { margin: 16mm 14mm; }
          body { max-width: none; padding: 0; font-size: 9.5pt; }
          .skip, header nav, .pager { display: none; }
          header { padding-top: 0; }
          a { color: inherit; text-decoration: none; }
          thead { display: table-header-group; }
          tr, figure, .cards div { break-inside: avoid; }
          h1, h2, caption, .voucher { break-after: avoid; }
          .wide, figure, pre { overflow: visible; }
          .pair { break-inside: avoid; }
          .chart { min-width: 0; }
          tbody tr:hover > * { background: none; }
          .swatch, rect, .area, .badge { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
        }

        """
}
