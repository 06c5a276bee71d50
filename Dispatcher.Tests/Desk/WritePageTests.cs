using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Desk;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture, Integration]
internal sealed class WritePageTests
{
    private const string Draft =
        "---\n# A comment\ntitle: \"The <river>\" # so far\nfoo-bar: x\n---\n\nOne & two\n</textarea>\n";

    private const string Plain = "---\n# A comment\ntitle: \"The river\" # so far\ntags: [world]\n---\n\nOne & two\n";

    private WriteSite _site = null!;

    [SetUp]
    public async Task Open() => _site = await WriteSite.OpenAsync();

    [TearDown]
    public async Task Close() => await _site.DisposeAsync();

    [Test]
    public async Task A_save_changes_what_was_changed_and_nothing_else()
    {
        _site.Write("a", Plain);
        var form = await _site.FormAsync("desk/issues/a");
        Assert.That(form["field.title"], Is.EqualTo("The river"));
        Assert.That(form["text"], Is.EqualTo("\r\nOne & two\r\n"));

        form["field.title"] = "Why: it moved";
        var page = await _site.FollowAsync(await _site.PressAsync("a", form, "save"));

        Assert.That(page, Does.Contain("Saved."));
        Assert.That(
            _site.Read("a"),
            Is.EqualTo(Plain.Replace("\"The river\"", "\"Why: it moved\"", StringComparison.Ordinal))
        );
        Assert.That(await _site.HistoryAsync("a"), Is.EqualTo(["disk", "saved"]));
    }

    [Test]
    public async Task A_save_without_a_change_leaves_the_bytes()
    {
        var file = Plain.ReplaceLineEndings("\r\n");
        _site.Write("a", file);

        await _site.FollowAsync(await _site.PressAsync("a", await _site.FormAsync("desk/issues/a"), "save"));

        Assert.That(_site.Read("a"), Is.EqualTo(file));
    }

    [Test]
    public async Task The_whole_file_is_shown_and_saved_where_the_front_matter_has_no_fields()
    {
        _site.Write("a", Draft.Replace("foo-bar: x", "foo: {a: b}", StringComparison.Ordinal));
        var form = await _site.FormAsync("desk/issues/a");
        Assert.That(form["whole"], Is.EqualTo("1"));
        Assert.That(form["text"], Does.StartWith("---\r\n# A comment").And.EndsWith("</textarea>\r\n"));

        form["text"] = "---\r\ntitle: New\r\n---\r\nText\r\n";
        await _site.FollowAsync(await _site.PressAsync("a", form, "save"));

        Assert.That(_site.Read("a"), Is.EqualTo("---\ntitle: New\n---\nText\n"));
    }

    [Test]
    public async Task Switching_to_the_whole_file_and_back_keeps_what_was_typed()
    {
        _site.Write("a", Plain);
        var form = await _site.FormAsync("desk/issues/a");
        form["field.title"] = "Typed";
        form["text"] = "Also typed";

        var to = await _site.PressAsync("a", form, "switch");
        var whole = await _site.FormAsync(to.Headers.Location!.OriginalString.TrimStart('/'));
        Assert.That(
            whole["text"],
            Is.EqualTo("---\r\n# A comment\r\ntitle: \"Typed\" # so far\r\ntags: [world]\r\n---\r\nAlso typed")
        );
        to = await _site.PressAsync("a", whole, "switch");
        var fields = await _site.FormAsync(to.Headers.Location!.OriginalString.TrimStart('/'));

        Assert.That((fields["field.title"], fields["text"]), Is.EqualTo(("Typed", "Also typed")));
        Assert.That(_site.Read("a"), Is.EqualTo(Plain), "the file was not touched");
    }

    [Test]
    public async Task Two_tabs_that_save_lead_to_a_choice_and_nothing_is_lost()
    {
        _site.Write("a", Plain);
        var (one, other) = (await _site.FormAsync("desk/issues/a"), await _site.FormAsync("desk/issues/a"));
        one["text"] = "First tab";
        other["text"] = "Second tab";

        await _site.FollowAsync(await _site.PressAsync("a", one, "save"));
        var conflict = await _site.PressAsync("a", other, "save");
        var page = await _site.FollowAsync(conflict);

        Assert.That(page, Does.Contain("The file has changed meanwhile"));
        Assert.That(page, Does.Contain("<del>First").And.Contain("<ins>Second"));
        Assert.That(_site.Read("a"), Does.EndWith("First tab"));
        Assert.That(await _site.HistoryAsync("a"), Is.EqualTo(["disk", "saved", "conflict"]));

        var answer = await _site.Person.PostFormAsync(
            "desk/issues/a",
            [new("do", "mine"), new("kept", Hidden(page, "kept")), new("now", Hidden(page, "now"))],
            page: "desk"
        );
        await _site.FollowAsync(answer);
        Assert.That(_site.Read("a"), Does.EndWith("Second tab"));
        Assert.That(await _site.HistoryAsync("a"), Is.EqualTo(["disk", "saved", "conflict", "saved"]));
    }

    [Test]
    public async Task A_file_that_vanished_can_be_made_again_from_what_was_typed()
    {
        _site.Write("a", Plain);
        var form = await _site.FormAsync("desk/issues/a");
        form["text"] = "Typed";
        File.Delete(_site.Path("a"));

        var page = await _site.FollowAsync(await _site.PressAsync("a", form, "save"));
        Assert.That(page, Does.Contain("The file has vanished"));
        Assert.That(_site.Path("a"), Does.Not.Exist);
        await _site.FollowAsync(
            await _site.Person.PostFormAsync(
                "desk/issues/a",
                [new("do", "mine"), new("kept", Hidden(page, "kept")), new("now", "")],
                page: "desk"
            )
        );

        Assert.That(_site.Read("a"), Does.StartWith("---\n# A comment\n").And.EndWith("Typed"));
    }

    [Test]
    public async Task A_refused_save_shows_all_that_was_typed_and_keeps_it_as_the_draft()
    {
        _site.Write("a", Plain);
        var form = await _site.FormAsync("desk/issues/a");
        form["text"] = "Precious <words>";
        form["field.title"] = "A title";
        form["seen"] = "";

        var answer = await _site.PressAsync("a", form, "save");
        var page = await answer.Content.ReadAsStringAsync();

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(
            page,
            Does.Contain("is there already").And.Contain("Precious &lt;words&gt;").And.Contain("A title")
        );
        Assert.That(await _site.Person.PageAsync("desk/issues/a"), Does.Contain("that is not saved"));
        var draft = await _site.FormAsync("desk/issues/a?draft=true");
        Assert.That(draft["text"], Does.Contain("Precious <words>"));
        Assert.That(_site.Read("a"), Is.EqualTo(Plain));
    }

    [Test]
    public async Task A_draft_is_kept_by_the_script_offered_and_thrown_away()
    {
        _site.Write("a", Plain);
        var form = await _site.FormAsync("desk/issues/a");
        form["text"] = "Half a sen";

        Assert.That(await PostAsync("draft", form), Does.Contain("null"));
        Assert.That(_site.Read("a"), Is.EqualTo(Plain));
        Assert.That(await _site.Person.PageAsync("desk/issues/a"), Does.Contain("that is not saved"));
        Assert.That((await _site.FormAsync("desk/issues/a?draft=true"))["text"], Is.EqualTo("Half a sen"));
        using var other = _site.Desk.As(Role.Owner);
        Assert.That(await other.PageAsync("desk/issues/a"), Does.Not.Contain("that is not saved"));

        await _site.FollowAsync(await _site.PressAsync("a", [], "discard"));
        Assert.That(await _site.Person.PageAsync("desk/issues/a"), Does.Not.Contain("that is not saved"));
    }

    [Test]
    public async Task A_draft_that_is_the_file_again_is_no_draft()
    {
        _site.Write("a", Plain);
        var form = await _site.FormAsync("desk/issues/a");
        await PostAsync("draft", new(form) { ["text"] = "Other" });

        await PostAsync("draft", form);

        Assert.That(await _site.Person.PageAsync("desk/issues/a"), Does.Not.Contain("that is not saved"));
    }

    [Test]
    public async Task The_preview_shows_the_mail_in_a_frame_of_its_own_and_saves_nothing()
    {
        _site.Write("a", Plain);
        var form = await _site.FormAsync("desk/issues/a");
        form["text"] = "Hello {{ subscriber.first_name | default \"there\" }}!\r\n\r\n[x]()\r\n";
        form["reader"] = "nameless";

        var live = JsonDocument.Parse(await PostAsync("live", form)).RootElement;
        var key = live.GetProperty("key").GetString();
        var mail = await _site.Person.GetAsync($"desk/issues/a/mail/{key}/images-off");
        var policy = mail.Headers.GetValues("Content-Security-Policy").Single();
        var html = await mail.Content.ReadAsStringAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(html, Does.Contain("Hello there!"));
            Assert.That(policy, Does.Contain("sandbox allow-same-origin").And.Contain("default-src 'none'"));
            Assert.That(policy, Does.Not.Contain("script-src").And.Not.Contain("img-src"));
            Assert.That(policy, Does.Contain("frame-ancestors 'self'"));
            Assert.That(mail.Headers.Contains("X-Frame-Options"), Is.False);
            var finding = live.GetProperty("findings")
                .EnumerateArray()
                .First(one => one.GetProperty("line").GetInt32() == 3);
            Assert.That(finding.GetProperty("severity").GetString(), Is.EqualTo("error"));
            Assert.That(finding.GetProperty("excerpt").GetString(), Is.EqualTo("[x]()"));
            Assert.That(
                await (await _site.Person.GetAsync($"desk/issues/a/mail/{key}/text")).Content.ReadAsStringAsync(),
                Does.Contain("Hello there!")
            );
            using var other = _site.Desk.As(Role.Writer);
            Assert.That(
                (await other.GetAsync($"desk/issues/a/mail/{key}/light")).StatusCode,
                Is.EqualTo(HttpStatusCode.NotFound)
            );
            Assert.That(_site.Read("a"), Is.EqualTo(Plain));
            Assert.That(await _site.HistoryAsync("a"), Is.All.EqualTo("disk"));
        }
    }

    [Test]
    public async Task A_very_long_text_is_refused_and_not_drawn()
    {
        _site.Write("a", Plain);
        var form = await _site.FormAsync("desk/issues/a");
        form["text"] = new string('x', 300 * 1024);

        var live = JsonDocument.Parse(await PostAsync("live", form)).RootElement;
        var saved = await _site.PressAsync("a", form, "save");

        Assert.That(live.GetProperty("key").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(saved.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await saved.Content.ReadAsStringAsync(), Does.Contain("may have 256 kB").And.Contain("xxxxxxxxxx"));
        Assert.That(_site.Read("a"), Is.EqualTo(Plain));
    }

    [Test]
    public async Task The_page_says_how_the_issue_stands()
    {
        await using var site = await WriteSite.OpenAsync(
            newsletter: NewsletterSample.Settings() with
            {
                Approval = ApprovalMode.One,
            }
        );
        site.Write("a", Plain);

        Assert.That(
            await site.Person.PageAsync("desk/issues/a"),
            Does.Contain("<span class=\"tag bad\">not approved</span>")
                .And.Contain("As it is saved, the issue is not approved: it needs one approval and has none.")
        );
        _site.Write("a", Plain);
        Assert.That(
            await _site.Person.PageAsync("desk/issues/a"),
            Does.Not.Contain("approved</span>"),
            "none is asked"
        );
    }

    [Test]
    public async Task A_writer_who_posts_the_form_of_an_editor_by_hand_releases_nothing()
    {
        _site.Write("a", Plain);
        _site.Write("b", Plain.Replace("title", "status: ready\ntitle", StringComparison.Ordinal));
        using var writer = _site.Desk.As(Role.Writer);
        var form = await _site.FormAsync("desk/issues/a");
        form["field.status"] = "ready";
        var ready = await _site.FormAsync("desk/issues/b");
        ready["text"] = "Other words";

        var released = await _site.PressAsync("a", form, "save", writer);
        var whole = await _site.PressAsync(
            "a",
            new(form) { ["whole"] = "1", ["text"] = "---\ntitle: x\nstatus: ready\n---\n" },
            "save",
            writer
        );
        var changed = await _site.PressAsync("b", ready, "save", writer);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await released.Content.ReadAsStringAsync(), Does.Contain("your role may not release"));
            Assert.That(await whole.Content.ReadAsStringAsync(), Does.Contain("your role may not release"));
            Assert.That(
                await changed.Content.ReadAsStringAsync(),
                Does.Contain("your role may not change what is sent")
            );
            Assert.That(_site.Read("a"), Is.EqualTo(Plain));
            Assert.That(_site.Read("b"), Does.Contain("One & two"));
            Assert.That(await writer.PageAsync("desk/issues/b"), Does.Not.Contain("value=\"save\""));
        }

        await _site.FollowAsync(await _site.PressAsync("a", form, "save"));
        Assert.That(_site.Read("a"), Does.Contain("status: ready"), "an editor may");
    }

    [TestCase(Role.Support)]
    [TestCase(Role.Operator)]
    public async Task Other_roles_neither_look_nor_write(Role role)
    {
        _site.Write("a", Plain);
        using var person = _site.Desk.As(role);

        Assert.That((await person.GetAsync("desk/issues/a")).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await person.GetAsync("desk/issues")).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(
            (await _site.PressAsync("a", await _site.FormAsync("desk/issues/a"), "save", person)).StatusCode,
            Is.EqualTo(HttpStatusCode.Forbidden)
        );
    }

    [TestCase("..%2Fsecret")]
    [TestCase("..%2F..%2Fappsettings")]
    [TestCase(".hidden")]
    [TestCase("nothing")]
    [TestCase("gr%C3%B6sse")]
    public async Task A_name_that_is_no_issue_is_not_found(string slug)
    {
        File.WriteAllText(Path.Combine(_site.Issues, "..", "secret.md"), Plain);

        Assert.That(
            (await _site.Person.GetAsync($"desk/issues/{slug}")).StatusCode,
            Is.EqualTo(HttpStatusCode.NotFound)
        );
        Assert.That(
            (await _site.Person.GetAsync($"desk/issues/{slug}/versions")).StatusCode,
            Is.EqualTo(HttpStatusCode.NotFound)
        );
    }

    [Test]
    public async Task A_file_that_is_no_text_is_said_and_not_broken()
    {
        File.WriteAllBytes(_site.Path("a"), [0x2D, 0x2D, 0x2D, 0xE9, 0x0A]);

        Assert.That(await _site.Person.PageAsync("desk/issues/a"), Does.Contain("is no UTF-8 text"));
    }

    [Test]
    public async Task An_image_is_taken_by_the_script_and_a_false_one_refused()
    {
        _site.Write("a", Plain);

        var good = await ImageAsync("map.png", ImageSample.Png());
        var bad = await ImageAsync("map.png", "<html></html>"u8.ToArray());
        var large = await SendImageAsync("map.png", new byte[50 * 1024 * 1024]);

        Assert.That(good, Does.Contain("\"path\":\"a/map.png\""));
        Assert.That(Path.Combine(_site.Issues, "a", "map.png"), Does.Exist);
        Assert.That(bad, Does.Contain("is no PNG"));
        Assert.That(large.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(
            await _site.Desk.Host.ScalarAsync<string>("SELECT action || ' ' || subject || ' ' || details FROM audit"),
            Is.EqualTo("issue.image issue:a a/map.png")
        );
    }

    [Test]
    public async Task An_image_without_a_script_is_put_at_the_end_of_the_draft_and_needs_a_description()
    {
        _site.Write("a", Plain);
        var form = await _site.FormAsync("desk/issues/a");
        form["text"] = "Typed";

        var asked = await SendFormAsync(form, alt: "");
        var added = await SendFormAsync(form, alt: "A map [old]");
        var page = await _site.FollowAsync(added);

        Assert.That(asked.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await asked.Content.ReadAsStringAsync(), Does.Contain("no description").And.Contain("Typed"));
        Assert.That(page, Does.Contain("![A map (old)](a/map.png)"));
        Assert.That(
            (await _site.FormAsync("desk/issues/a?draft=true"))["text"],
            Is.EqualTo("Typed\r\n\r\n![A map (old)](a/map.png)\r\n")
        );
        Assert.That(_site.Read("a"), Is.EqualTo(Plain));
    }

    private async Task<HttpResponseMessage> SendFormAsync(Dictionary<string, string> form, string alt)
    {
        using var content = new MultipartFormDataContent();
        foreach (var (name, value) in form.Where(field => field.Key is not ("__RequestVerificationToken" or "alt")))
        {
            content.Add(new StringContent(value), name);
        }

        content.Add(new StringContent("image"), "do");
        content.Add(new StringContent(alt), "alt");
        content.Add(new StringContent(await _site.Person.TokenAsync("desk")), "__RequestVerificationToken");
        content.Add(new ByteArrayContent(ImageSample.Png()), "image", "map.png");
        return await _site.Person.SendAsync(new(HttpMethod.Post, "desk/issues/a") { Content = content });
    }

    private async Task<string> ImageAsync(string name, byte[] content) =>
        await (await SendImageAsync(name, content)).Content.ReadAsStringAsync();

    private async Task<HttpResponseMessage> SendImageAsync(string name, byte[] content)
    {
        using var form = new MultipartFormDataContent();
        using var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        form.Add(file, "image", name);
        using var request = new HttpRequestMessage(HttpMethod.Post, "desk/issues/a/image") { Content = form };
        request.Headers.Add(DeskForms.Header, await _site.Person.TokenAsync("desk"));

        // The server refuses a body that is too long before it is sent.
        request.Headers.ExpectContinue = true;
        return await _site.Person.SendAsync(request);
    }

    private async Task<string> PostAsync(string what, Dictionary<string, string> form)
    {
        using var content = new FormUrlEncodedContent(form.Where(field => field.Key != "__RequestVerificationToken"));
        var answer = await _site.Person.PostAsync($"desk/issues/a/{what}", content);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return await answer.Content.ReadAsStringAsync();
    }

    private static string Hidden(string page, string name) =>
        Regex.Match(page, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value;
}
