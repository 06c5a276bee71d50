using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Tests.Archive;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>Links, bare addresses and names of headings as editors write them.</summary>
[TestFixture]
internal sealed class EditorLinkTests
{
    [TestCase("tel:+49301234567")]
    [TestCase("TEL:112")]
    [TestCase("tel:+1-201-555-0123;ext=7")]
    [TestCase("tel:(030)1234567")]
    [TestCase("tel://+49301234567")]
    [TestCase("sms:+49301234567")]
    [TestCase("sms:+15105550101,+15105550102?body=hello%20there")]
    [TestCase("sms:12345&body=JOIN")]
    public void A_telephone_number_is_a_link(string url)
    {
        var body = Body($"[call]({url})");

        Assert.That(body.Problems, Is.Empty);
        Assert.That(body.HtmlTemplate, Does.Contain($"href=\"{url.Replace("&", "&amp;", StringComparison.Ordinal)}\""));
    }

    [TestCase("tel:", "the link names no telephone number; write such as tel:+49301234567.")]
    [TestCase("tel:call-me", "the link names no telephone number; write such as tel:+49301234567.")]
    [TestCase("sms:", "the link names no telephone number; write such as sms:+49301234567.")]
    [TestCase("htps://example.org/", "no address begins with htps:, did you mean https:?")]
    [TestCase("htttp://example.org/", "no address begins with htttp:, did you mean http:?")]
    [TestCase("maito:ana@example.org", "no address begins with maito:, did you mean mailto:?")]
    [TestCase(
        "example.org:8080/x",
        "the link has no https://, so it leads nowhere in a mail; write the whole address: https://example.org:8080/x."
    )]
    [TestCase("localhost:3000", "the link has no https://, so it leads nowhere in a mail; write the whole address.")]
    [TestCase(
        "javascript:alert(1)",
        "a link may not lead to \"javascript:alert(1)\"; only https:, http:, mailto:, tel: and sms: may stand in a "
            + "mail."
    )]
    [TestCase(
        "data:text/html,x",
        "a link may not lead to \"data:text/html,x\"; only https:, http:, mailto:, tel: and sms: may stand in a mail."
    )]
    [TestCase(
        "ms-word:ofe|u|https://example.org",
        "a link may not lead to \"ms-word:ofe%7Cu%7Chttps://example.org\"; only https:, http:, mailto:, tel: and sms: "
            + "may stand in a mail."
    )]
    public void An_impossible_link_is_an_error_and_is_removed(string url, string message)
    {
        var body = Body($"[x]({url})");

        Assert.That(
            body.Problems.Select(problem => problem.ToString()),
            Is.EqualTo([$"issues/a.md:5:1: error: {message}"])
        );
        Assert.That(body.HtmlTemplate, Is.EqualTo("<p><a>x</a></p>\n"));
    }

    [TestCase("webcal://example.org/c.ics")]
    [TestCase("irc://irc.example.org/room")]
    [TestCase("xmpp:a@example.org")]
    [TestCase("geo:52.5,13.4")]
    [TestCase("ftp://example.org/a")]
    [TestCase("whatsapp://send?phone=1")]
    [TestCase("bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT")]
    [TestCase("newscheme:what/ever")]
    public void Another_kind_of_address_is_a_warning_and_stays_a_link(string url)
    {
        var body = Body($"one\n\ntwo [x]({url})");

        Assert.That(
            body.Problems.Select(problem => problem.ToString()),
            Is.EqualTo([
                $"issues/a.md:7:5: warning: few mail programs open {url.Split(':')[0]}: addresses, so many readers "
                    + "cannot use this link; write in the text, too, what it leads to.",
            ])
        );
        Assert.That(body.HtmlTemplate, Does.Contain($"<a href=\"{url}\">x</a>"));
    }

    [Test]
    public void The_text_part_shows_the_number_once()
    {
        Assert.That(
            Body(
                "[Call us](tel:+49301234567) or [+49 30 1234567](tel:+49301234567) or [write](sms:+49301234567?body=x)."
            ).TextTemplate,
            Is.EqualTo("Call us <+49301234567> or <+49301234567> or write <+49301234567>.\n")
        );
    }

    [Test]
    public void The_file_with_links_of_many_kinds_is_no_error()
    {
        var problems = FileBody("tel-link.md").Problems;

        Assert.That(
            problems.Select(problem => (problem.Severity, problem.Message.Split(' ')[4])),
            Is.EqualTo([
                (Severity.Warning, "webcal:"),
                (Severity.Warning, "irc:"),
                (Severity.Warning, "xmpp:"),
                (Severity.Warning, "geo:"),
            ])
        );
    }

    [TestCase("![x](data:image/png;base64,iVBORw0KGgo=)")]
    [TestCase("![x](DATA:image/png;base64,iVBORw0KGgo=)")]
    [TestCase("<img alt=\"x\" src=\"data:image/png;base64,iVBORw0KGgo=\">")]
    public void An_image_with_a_data_address_has_an_error_that_explains_it(string markdown)
    {
        var body = Body(markdown);

        Assert.That(
            body.Problems.Select(problem => problem.Message),
            Is.EqualTo([
                "this image is written into the text (a data: address), and mail programs do not show such images; "
                    + "save it as a file beside the issue and write its path.",
            ])
        );
        Assert.That(body.HtmlTemplate, Does.Not.Contain("data:"));
    }

    [TestCase("## New plugins\n\n[x](#new-plugins)", "new-plugins")]
    [TestCase("[x](#new-plugins)\n\n# New *plugins*!", "new-plugins")]
    [TestCase("New plugins\n-----------\n\n[x](#new-plugins)", "new-plugins")]
    [TestCase("<h3>New plugins</h3>\n\n[x](#new-plugins)", "new-plugins")]
    [TestCase("## Über uns\n\n[x](#über-uns)", "über-uns")]
    [TestCase("## U\u0308ber uns\n\n[x](#%C3%BCber-uns)", "über-uns")]
    [TestCase("## Что нового?\n\n[x](#что-нового)", "что-нового")]
    [TestCase("## 今日の話\n\n[x](#今日の話)", "今日の話")]
    [TestCase("## 🔥 Hot\n\n[x](#-hot)", "-hot")]
    [TestCase("## Don't -- stop\n\n[x](#dont--stop)", "dont--stop")]
    [TestCase("## Second one {#second}\n\n[x](#second)", "second")]
    [TestCase("## Second one {#second} ##\n\n[x](#second)", "second")]
    [TestCase("## Only named {#named}", "named")]
    [TestCase("## Hello, {{ subscriber.first_name | default \"you\" }}\n\n[x](#hello)", "hello")]
    [TestCase("## New Plugins\n\n[x](#New-Plugins)", "new-plugins")]
    public void A_heading_can_be_named_for_links(string markdown, string id)
    {
        var body = Body(markdown);

        Assert.That(body.Problems, Is.Empty);
        Assert.That(body.HtmlTemplate, Does.Match($" id=\"{id}\"").And.Not.Contain("{#").And.Not.Contain("&#123;#"));
        Assert.That(body.TextTemplate, Does.Not.Contain("#"));
    }

    [Test]
    public void Names_of_headings_are_unique()
    {
        var body = Body(
            "[a](#hot) [b](#hot-1) [c](#hot-2) [d](#mine) [e](#main)\n\n## Hot\n\n## Hot\n\n## Hot-1\n\n## Hot\n\n"
                + "<p id=\"mine\">x</p>\n\n## Mine {#mine}\n\n## Main\n\n[^1] x\n\n[^1]: y\n"
        );

        Assert.That(
            body.Problems.Where(problem => problem.Name == Findings.IdTwice.Name).Select(problem => problem.Message),
            Is.EqualTo(["the name \"mine\" stands twice in the issue; links lead to the first. Give this one another."])
        );
        var ids = System
            .Text.RegularExpressions.Regex.Matches(body.HtmlTemplate, " id=\"([^\"]+)\"")
            .Select(match => match.Groups[1].Value)
            .ToList();
        Assert.That(ids, Is.Unique.And.SupersetOf(new[] { "hot", "hot-1", "hot-2", "mine", "main", "fn:1" }));
    }

    [TestCase("[x](#none)\n\n## Some", "nothing in the issue is named #none, so this link leads nowhere.")]
    [TestCase("[x](#top)", "nothing in the issue is named #top, so this link leads nowhere.")]
    [TestCase("[x](#)", "the link leads nowhere; write the name of a heading behind #.")]
    [TestCase("Text {#id1}", "{#id1} is shown as text; only the end of a heading can be a name for links.")]
    public void A_link_to_no_heading_is_a_warning(string markdown, string message) =>
        Assert.That(
            Body(markdown).Problems.Select(problem => (problem.Severity, problem.Message)),
            Is.EqualTo([(Severity.Warning, message)])
        );

    [Test]
    public void The_file_with_headings_has_only_the_expected_warnings()
    {
        Assert.That(
            FileBody("heading-targets.md")
                .Problems.Where(problem => problem.Name != Findings.HeadingTwice.Name)
                .Select(problem => problem.ToString()),
            Is.EqualTo([
                "issues/a.md:6:22: warning: nothing in the issue is named #top, so this link leads nowhere.",
                "issues/a.md:6:34: warning: nothing in the issue is named #fn1, so this link leads nowhere.",
                "issues/a.md:10:6: warning: {#id1} is shown as text; only the end of a heading can be a name for "
                    + "links.",
            ])
        );
    }

    [Test, Integration]
    public async Task In_the_archive_links_lead_to_headings_and_all_names_are_unique()
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync("named", body: "[x](#main) [y](#über-uns)\n\n## Main\n\nText.\n\n## Über uns\n\nText.");

        var page = await host.GetAsync("/archive/named");

        var ids = System
            .Text.RegularExpressions.Regex.Matches(page, " id=\"([^\"]+)\"")
            .Select(match => System.Net.WebUtility.HtmlDecode(match.Groups[1].Value))
            .ToList();
        Assert.That(ids, Is.Unique.And.SupersetOf(new[] { "main", "über-uns" }));
        Assert.That(page, Does.Contain("<a href=\"#main\">").And.Contain("<a href=\"#%C3%BCber-uns\">"));
    }

    [TestCase("see https://example.org/a_b_c_(d)?x=1&copy=2&lt=3.", "https://example.org/a_b_c_(d)?x=1&copy=2&lt=3")]
    [TestCase("(see https://example.org/x).", "https://example.org/x")]
    [TestCase("https://example.org/~user/*x*", "https://example.org/~user/*x*")]
    [TestCase("**https://example.org/x**", "https://example.org/x")]
    [TestCase("*see https://example.org/x*, now", "https://example.org/x")]
    [TestCase("_https://example.org/a_b_", "https://example.org/a_b")]
    [TestCase("https://example.org/a--b/c...d", "https://example.org/a--b/c...d")]
    [TestCase("wait https://example.org/x...", "https://example.org/x")]
    [TestCase("\"https://example.org/x\"", "https://example.org/x")]
    [TestCase("“https://example.org/x”", "https://example.org/x")]
    [TestCase("参照https://example.org/x。次", "https://example.org/x")]
    [TestCase("https://example.org/?a=1&amp;b=2", "https://example.org/?a=1&b=2")]
    [TestCase("HTTPS://EXAMPLE.ORG/X", "HTTPS://EXAMPLE.ORG/X")]
    [TestCase("<b>https://example.org/x</b>", "https://example.org/x")]
    [TestCase("[note] https://example.org/x [open", "https://example.org/x")]
    [TestCase("https://example.org/x[^1]\n\n[^1]: y", "https://example.org/x")]
    [TestCase("- https://example.org:8443/x#y", "https://example.org:8443/x#y")]
    public void A_bare_address_becomes_a_link_with_unchanged_text(string markdown, string url)
    {
        var body = Body(markdown);

        var link = body.Links[0];
        Assert.That(body.Problems, Is.Empty);
        Assert.That((link.Url, link.Text), Is.EqualTo((url, url)));
        Assert.That(body.TextTemplate, Does.Contain($"<{url}>"));
    }

    [TestCase("www.example.org", "https://www.example.org", "www.example.org")]
    [TestCase("Visit WWW.Example.org/x, please", "https://WWW.Example.org/x", "WWW.Example.org/x")]
    [TestCase("kim@example.org", "mailto:kim@example.org", "kim@example.org")]
    [TestCase(
        "write to kim.first_last+x@mail.example.org.",
        "mailto:kim.first_last+x@mail.example.org",
        "kim.first_last+x@mail.example.org"
    )]
    [TestCase("(kim@example.org)", "mailto:kim@example.org", "kim@example.org")]
    public void A_www_and_an_email_address_are_links(string markdown, string url, string text)
    {
        var body = Body(markdown);

        Assert.That(body.Problems, Is.Empty);
        Assert.That(body.Links.Select(link => (link.Url, link.Text)), Is.EqualTo([(url, text)]));
    }

    [TestCase("[https://example.org](https://example.com/)", "https://example.com/")]
    [TestCase("[see www.example.org and a@example.org](https://example.com/)", "https://example.com/")]
    [TestCase("<a href=\"https://example.com/\">https://example.org</a>", "https://example.com/")]
    [TestCase("<https://example.org/x>", "https://example.org/x")]
    [TestCase("`https://example.org` and `kim@example.org`", null)]
    [TestCase("```\nhttps://example.org\n```", null)]
    [TestCase("https\\://example.org", null)]
    [TestCase("logo@2x.png, @kim@example.org, kim@example, https://, www.example, xhttps://example.org", null)]
    [TestCase("![https://example.org](map.png)", null)]
    public void There_is_no_link_within_a_link_or_code(string markdown, string? only)
    {
        var body = Body(markdown);

        Assert.That(body.Problems, Is.Empty);
        Assert.That(body.Links.Select(link => link.Url), Is.EqualTo(only is null ? Array.Empty<string>() : [only]));
        Assert.That(body.HtmlTemplate, Does.Not.Contain("-bare").And.Not.Contain("<span"));
    }

    [TestCase(
        "Open http://localhost:3000/ now.",
        "5:6: warning: \"http://localhost:3000/\" stays text and is no link: the address leads to localhost, which "
            + "only your own network knows; subscribers cannot reach it."
    )]
    [TestCase(
        "https://user:pw@evil.test/",
        "5:1: warning: \"https://user:pw@evil.test/\" stays text and is no link: the address holds a user name "
            + "(name@…), as forged links do; take it out."
    )]
    public void A_bare_address_that_may_be_no_link_stays_text(string markdown, string expected)
    {
        var body = Body(markdown);

        Assert.That(body.Problems.Select(problem => problem.ToString()), Is.EqualTo([$"issues/a.md:{expected}"]));
        Assert.That(body.HtmlTemplate, Does.Not.Contain("href"));
    }

    [TestCase(
        "https://example.org/?for={{ subscriber.ref }}",
        "<p><a href=\"https://example.org/?for={{ subscriber.ref }}\">https://example.org/?for={{ subscriber.ref "
            + "}}</a></p>\n"
    )]
    [TestCase(
        "{{ if x }}https://example.org/a{{ end }} b",
        "<p>{{ if x }}<a href=\"https://example.org/a\">https://example.org/a</a>{{ end }} b</p>\n"
    )]
    [TestCase("{{ x }}@example.org", "<p>{{ x }}@example.org</p>\n")]
    public void Code_beside_an_address_keeps_its_place(string markdown, string html)
    {
        var body = Body(markdown);

        Assert.That(body.Problems, Is.Empty);
        Assert.That(body.HtmlTemplate, Is.EqualTo(html));
    }

    [Test]
    public void The_file_with_bare_addresses_has_links()
    {
        var body = FileBody("bare-addresses.md");

        Assert.That(
            body.Links.Select(link => link.Text),
            Is.EqualTo([
                "https://example.org/a_b_c_(d)?x=1&copy=2&lt=3",
                "www.example.org",
                "https://example.org/x",
                "foo@example.org",
                "http://例え.jp/テスト",
                "https://example.org/~user/*x*",
            ])
        );
        Assert.That(
            body.Problems.Select(problem => problem.Message),
            Is.EqualTo(["the address begins with http:, which is not private; write https: if the site has it."])
        );
    }

    [TestCase("sp4.md", "6:1: error: this link is shown as text, because the closing ) is missing; write it.")]
    [TestCase(
        "sp9.md",
        "6:1: warning: this is shown as text and not as a heading; write a space after #.|8:1: warning: this is "
            + "shown as text and not as a heading; write a space after ##."
    )]
    [TestCase(
        "ref.md",
        "6:5: warning: these brackets are shown as text, because nothing defines [rep]; add a line [rep]: https://… "
            + "at the end.|6:27: warning: these brackets are shown as text, because nothing defines [other]; add a "
            + "line "
            + "[other]: https://… at the end.|6:41: warning: these brackets are shown as text, because nothing defines "
            + "[img]; add a line [img]: https://… at the end."
    )]
    [TestCase(
        "dataimg.md",
        "6:1: error: this image is written into the text (a data: address), and mail programs do not show such "
            + "images; save it as a file beside the issue and write its path."
    )]
    public void Marks_that_the_page_shows_as_text_are_reported(string file, string expected) =>
        Assert.That(
            FileBody(file)
                .Problems.Where(problem => !problem.Message.StartsWith("this image has no", StringComparison.Ordinal))
                .Select(problem => problem.ToString()),
            Is.EqualTo(expected.Split('|').Select(line => $"issues/a.md:{line}"))
        );

    [TestCase("sp1.md")]
    [TestCase("sp2.md")]
    public void Blanks_in_an_address_are_taken(string file)
    {
        var body = FileBody(file);

        Assert.That(body.Problems.Select(problem => problem.Name), Is.Empty);
        Assert.That(body.HtmlTemplate, Does.Contain("<img").Or.Contain("<a href=").And.Not.Contain("]("));
    }

    [TestCase(
        "[a] (https://example.org/x)",
        "this link is shown as text, because a space stands between ] and (; delete the space."
    )]
    [TestCase(
        "(a)[https://example.org/x]",
        "this link is shown as text; its brackets are the wrong way round, write [text](address)."
    )]
    [TestCase(
        "A claim.[^2]",
        "this mark is shown as text, because there is no footnote [^2]; add a line [^2]: and the note at the end."
    )]
    public void Other_marks_that_the_page_shows_as_text_are_reported(string markdown, string expected) =>
        Assert.That(
            Body(markdown).Problems.Select(problem => (problem.Severity, problem.Message)),
            Is.EqualTo([(Severity.Warning, expected)])
        );

    [TestCase("\\[a](b c.pdf) and \\![x](y z.png)")]
    [TestCase("`[a](https://x y)` and `[a][b]`")]
    [TestCase("array[0][1] and f[x](y z)")]
    [TestCase("#climate")]
    [TestCase("#1 in the list")]
    [TestCase("Say [sic] (and so on) (it is) [so]")]
    [TestCase("[a](<https://example.org/my file.pdf>)")]
    public void Text_that_only_looks_like_marks_is_no_problem(string markdown) =>
        Assert.That(Body(markdown).Problems, Is.Empty);

    private static IssueBody Body(string markdown) => IssueBody.From(Given.Issue(markdown), path => $"cid:{path}");

    private static IssueBody FileBody(string name)
    {
        var reading = IssueFile.Read(
            "issues/a.md",
            File.ReadAllBytes(
                Path.Combine(Corpora.Repository(), "Dispatcher.Tests", "Field", "Inputs", "markdown", name)
            )
        );
        Assert.That(reading.Problems, Is.Empty);
        return IssueBody.From(reading.Issue!, path => $"cid:{path}");
    }
}
