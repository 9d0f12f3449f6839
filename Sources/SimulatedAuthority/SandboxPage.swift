import HTTP

extension HTTPResponse {
    /// A page for a person, in the sandbox's own look. Nothing is fetched from anywhere and no script runs.
    ///
    /// - Parameters:
    ///   - service: who the real page is of, as in ID-porten.
    ///   - body: HTML. What stands in it must be ours or `pageText`: nothing is escaped here.
    static func page(_ status: Int, _ service: String, _ title: String, _ body: String) -> HTTPResponse {
        let html = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="icon" href="data:,">
            <title>\(title) – \(service) sandbox</title>
            <style>\(style)</style>
            </head>
            <body>
            <header><strong>\(service)</strong> <span>Sandbox on this machine. This is no authority.</span></header>
            <main>
            <h1>\(title)</h1>
            \(body)
            </main>
            </body>
            </html>

            """
        let policy =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
        return HTTPResponse(
            status,
            headers: [
                HTTPHeader("Content-Type", "text/html; charset=utf-8"), HTTPHeader("Cache-Control", "no-store"),
                HTTPHeader("Content-Security-Policy", policy), HTTPHeader("Referrer-Policy", "no-referrer"),
                HTTPHeader("X-Content-Type-Options", "nosniff"),
            ],
            body: Array(html.utf8))
    }

    /// Dark text on white: 13 to 1. The button's white on its blue: 7 to 1.
    private static let style = """
        *{box-sizing:border-box}
        body{margin:0;font:1rem/1.5 system-ui,"DejaVu Sans",sans-serif;color:#1e2b3c;background:#eef1f4}
        header{padding:.75rem 1.25rem;background:#1e2b3c;color:#fff}
        header span{margin-left:.75rem;color:#ffd76a}
        main{max-width:34rem;margin:2rem auto;padding:1.5rem 1.75rem 1.75rem;background:#fff;border:1px solid #c9d0d9;
        border-radius:.5rem}
        h1{margin:0 0 1rem;font-size:1.4rem;line-height:1.3;overflow-wrap:anywhere}
        label{display:block;margin:0 0 1rem;font-weight:600}
        input,select{display:block;width:100%;margin-top:.25rem;padding:.5rem .6rem;font:inherit;
        font-weight:400;color:inherit;background:#fff;border:1px solid #68758a;border-radius:.25rem}
        dt{font-weight:600}dd{margin:0 0 .75rem;overflow-wrap:anywhere}
        ul{margin:0;padding-left:1.2rem}
        button{margin:.25rem .75rem 0 0;padding:.55rem 1.4rem;font:inherit;font-weight:600;color:#fff;
        background:#0b5394;border:2px solid #0b5394;border-radius:.25rem;cursor:pointer}
        button.second{color:#0b5394;background:#fff}
        :focus-visible{outline:3px solid #ffb000;outline-offset:2px}
        """
}

/// Text that is put between tags.
func pageText(_ text: String) -> String {
    text.reduce(into: "") { page, character in
        switch character {
        case "&": page += "&amp;"
        case "<": page += "&lt;"
        case ">": page += "&gt;"
        case "\"": page += "&quot;"
        case "'": page += "&#39;"
        default: page.append(character)
        }
    }
}
