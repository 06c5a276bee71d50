using System.Net;
using System.Text;
using System.Text.Json;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk.Passkeys;

/// <summary>What a stranger or a broken script posts. <see cref="PasskeyWalkTests"/> has real passkeys.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance), Parallelizable(ParallelScope.Self)]
[TestFixture, Integration]
internal sealed class PasskeyTests
{
    private const string Junk =
        """{"credential":{"id":"AAAA","rawId":"AAAA","type":"public-key","clientExtensionResults":{},"response":{}}}""";

    private DeskSite _desk = null!;

    [OneTimeSetUp]
    public async Task OpenAsync() => _desk = await DeskSite.OpenAsync();

    [OneTimeTearDown]
    public async Task CloseAsync() => await _desk.DisposeAsync();

    [Test]
    public async Task The_question_is_for_our_host_and_wants_the_device_to_know_who_holds_it()
    {
        using var editor = _desk.As(Role.Editor);
        using var nobody = _desk.Nobody();

        var add = await JsonAsync(await PostAsync(editor, "desk/me/passkeys/begin", "{}"));
        var signIn = await JsonAsync(await PostAsync(nobody, "desk/sign-in/passkey/begin", "{}"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(add.GetProperty("rp").GetProperty("id").GetString(), Is.EqualTo("letter.example.com"));
            Assert.That(add.GetProperty("user").GetProperty("name").GetString(), Is.EqualTo("editor@example.com"));
            var chosen = add.GetProperty("authenticatorSelection");
            Assert.That(chosen.GetProperty("userVerification").GetString(), Is.EqualTo("required"));
            Assert.That(chosen.GetProperty("residentKey").GetString(), Is.EqualTo("required"));
            Assert.That(signIn.GetProperty("rpId").GetString(), Is.EqualTo("letter.example.com"));
            Assert.That(signIn.GetProperty("userVerification").GetString(), Is.EqualTo("required"));
            Assert.That(signIn.GetProperty("allowCredentials").GetArrayLength(), Is.Zero, "it names nobody");
        }
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"credential":"text"}""")]
    [TestCase("""{"credential":{"id":"\ud800"},"name":"\ud800"}""")]
    [TestCase("{\"credential\":")]
    public async Task A_body_that_is_no_passkey_is_refused_plainly(string body)
    {
        using var editor = _desk.As(Role.Editor);
        await PostAsync(editor, "desk/me/passkeys/begin", "{}");

        await AssertProblemAsync(await PostAsync(editor, "desk/me/passkeys/add", body), "passkey");
    }

    [Test]
    public async Task A_passkey_that_was_not_asked_for_is_refused()
    {
        using var editor = _desk.As(Role.Editor);
        using var nobody = _desk.Nobody();

        await AssertProblemAsync(await PostAsync(editor, "desk/me/passkeys/add", Junk), "took too long");
        await AssertProblemAsync(await PostAsync(nobody, "desk/sign-in/passkey", Junk), "took too long");
    }

    [Test]
    public async Task Made_up_passkeys_add_nothing_and_sign_nobody_in()
    {
        using var editor = _desk.As(Role.Editor);
        using var nobody = _desk.Nobody();
        await PostAsync(editor, "desk/me/passkeys/begin", "{}");
        await PostAsync(nobody, "desk/sign-in/passkey/begin", "{}");

        await AssertProblemAsync(await PostAsync(editor, "desk/me/passkeys/add", Junk), "could not be checked");
        await AssertProblemAsync(await PostAsync(nobody, "desk/sign-in/passkey", Junk), "opens no account");

        Assert.That(
            await _desk.Host.ScalarAsync<long>("SELECT count(*) FROM account_passkeys WHERE account_id = 3"),
            Is.Zero
        );
        Assert.That((await nobody.GetAsync("desk")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
    }

    [Test]
    public async Task A_question_is_answered_once_even_by_a_thief_of_the_cookie()
    {
        using var nobody = _desk.Nobody();
        await PostAsync(nobody, "desk/sign-in/passkey/begin", "{}");
        var cookie = nobody.Cookies["__Host-desk-passkey"];
        await AssertProblemAsync(await PostAsync(nobody, "desk/sign-in/passkey", Junk), "opens no account");

        nobody.Keep($"__Host-desk-passkey={cookie}");

        await AssertProblemAsync(await PostAsync(nobody, "desk/sign-in/passkey", Junk), "sent already");
    }

    [Test]
    public async Task A_question_to_add_is_no_question_to_sign_in()
    {
        using var editor = _desk.As(Role.Editor);
        await PostAsync(editor, "desk/me/passkeys/begin", "{}");

        await AssertProblemAsync(await PostAsync(editor, "desk/sign-in/passkey", Junk), "took too long");
    }

    [TestCase("Rename")]
    [TestCase("Remove")]
    public async Task Another_persons_passkey_cannot_be_changed(string handler)
    {
        await using (var connection = await _desk.Host.Database.OpenAsync(CancellationToken.None))
        {
            await PasskeyTable.SaveAsync(
                connection,
                transaction: null,
                accountId: 1,
                new([1, 2, 3], [4], _desk.Host.Clock.GetUtcNow(), 0, [], true, false, false, [5], [6]) { Name = "Mine" }
            );
        }

        using var editor = _desk.As(Role.Editor);
        foreach (var id in (string[])["AQID", "", "%%%", "AAAA"])
        {
            var answer = await editor.PostFormAsync(
                $"desk/me/passkeys?handler={handler}",
                [new("id", id), new("name", "Stolen")],
                "desk/me/passkeys"
            );

            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), id);
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("not one of yours"), id);
        }

        Assert.That(
            await _desk.Host.ScalarAsync<string>("SELECT name FROM account_passkeys WHERE account_id = 1"),
            Is.EqualTo("Mine")
        );
        using var owner = _desk.As(Role.Owner);
        var own = await owner.PostFormAsync("desk/me/passkeys?handler=Remove", [new("id", "AQID")], "desk/me/passkeys");
        Assert.That(own.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(
            await _desk.Host.ScalarAsync<string>(
                "SELECT actor FROM audit WHERE action = 'account.passkey-remove' ORDER BY id DESC LIMIT 1"
            ),
            Is.EqualTo("account:1")
        );
    }

    private static Task<HttpResponseMessage> PostAsync(DeskBrowser browser, string path, string body) =>
        browser.PostAsync(
            path,
            new StringContent(body, Encoding.UTF8, "application/json"),
            browser.Cookies.Keys.Any(name => name.EndsWith("session", StringComparison.Ordinal))
                ? "desk"
                : "desk/sign-in"
        );

    private static async Task AssertProblemAsync(HttpResponseMessage answer, string problem)
    {
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await JsonAsync(answer)).GetProperty("problem").GetString(), Does.Contain(problem));
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        JsonElement.Parse(await answer.Content.ReadAsStringAsync());
}
