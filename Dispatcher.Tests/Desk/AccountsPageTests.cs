using System.Net;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture, Integration]
internal sealed class AccountsPageTests
{
    private DeskSite _desk = null!;
    private DeskBrowser _owner = null!;

    [SetUp]
    public async Task Open()
    {
        _desk = await DeskSite.OpenAsync();
        _owner = _desk.As(Role.Owner);
    }

    [TearDown]
    public async Task Close()
    {
        _owner.Dispose();
        await _desk.DisposeAsync();
    }

    [TestCase(Role.Operator)]
    [TestCase(Role.Editor)]
    [TestCase(Role.Writer)]
    [TestCase(Role.Support)]
    public async Task Only_owners_see_and_change_accounts(Role role)
    {
        using var other = _desk.As(role);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((await other.GetAsync("desk/accounts")).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That((await other.GetAsync("desk/accounts/1")).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(
                (
                    await other.PostFormAsync(
                        $"desk/accounts/{(int)role + 1}?handler=Role",
                        [new("role", "owner")],
                        page: "desk/me"
                    )
                ).StatusCode,
                Is.EqualTo(HttpStatusCode.Forbidden)
            );
            Assert.That(
                await _desk.Host.ScalarAsync<long>("SELECT count(*) FROM accounts WHERE role = 'owner'"),
                Is.EqualTo(1)
            );
        }
    }

    [Test]
    public async Task Somebody_is_added_and_gets_a_link_that_signs_in()
    {
        var answer = await _owner.PostFormAsync(
            "desk/accounts",
            [new("name", "Ana Ruiz"), new("email", "ana@example.org"), new("role", "editor")]
        );

        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/desk/accounts"));
        Assert.That(
            await _owner.PageAsync("desk/accounts"),
            Does.Contain("Ana Ruiz is added, and a link to sign in is on its way").And.Contain("ana@example.org")
        );
        await _desk.Host.WaitForAsync("SELECT count(*) FROM account_links WHERE account_id = 6", atLeast: 1);
        Assert.That(
            await _desk.Host.ScalarAsync<string>("SELECT actor || ' ' || action || ' ' || subject FROM audit"),
            Is.EqualTo("account:1 account.add account:6")
        );
    }

    [TestCase("Ana", "ana", "editor", "has no @")]
    [TestCase("Ana", "editor@example.com", "editor", "has an account already")]
    [TestCase("", "ana@example.org", "editor", "The name is empty")]
    [TestCase("Ana", "ana@example.org", "king", "Choose one of the five roles")]
    public async Task What_cannot_be_added_is_said_and_what_was_typed_stays(
        string name,
        string email,
        string role,
        string problem
    )
    {
        var answer = await _owner.PostFormAsync(
            "desk/accounts",
            [new("name", name), new("email", email), new("role", role)]
        );

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(
            await answer.Content.ReadAsStringAsync(),
            Does.Contain(problem).And.Contain($"value=\"{email}\"").And.Contain($"value=\"{name}\"")
        );
        Assert.That(await _desk.Host.ScalarAsync<long>("SELECT count(*) FROM accounts"), Is.EqualTo(5));
    }

    [Test]
    public async Task A_changed_role_holds_at_once()
    {
        using var writer = _desk.As(Role.Writer);
        await writer.PageAsync("desk");

        await PostAsync(4, "Role", new KeyValuePair<string, string>("role", "support"));

        Assert.That((await writer.GetAsync("desk")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(await _owner.PageAsync("desk/accounts/4"), Does.Contain("The role is support now."));
    }

    [Test]
    public async Task The_last_owner_stays()
    {
        var demoted = await PostAsync(1, "Role", new KeyValuePair<string, string>("role", "writer"));
        var removed = await PostAsync(1, "Remove", new KeyValuePair<string, string>("sure", "yes"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await demoted.Content.ReadAsStringAsync(), Does.Contain("This is the last owner"));
            Assert.That(await removed.Content.ReadAsStringAsync(), Does.Contain("This is the last owner"));
            Assert.That((await _owner.GetAsync("desk/accounts")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }
    }

    [Test]
    public async Task Sessions_are_ended_a_second_step_is_switched_off_and_an_account_removed()
    {
        await SignedUp.AddSecondStepAsync(_desk, await SignedUp.AddAsync(_desk));
        using var support = _desk.As(Role.Support);
        await support.PageAsync("desk");

        await PostAsync(5, "End");
        Assert.That((await support.GetAsync("desk")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(await _owner.PageAsync("desk/accounts/5"), Does.Contain("One session is ended."));

        await PostAsync(6, "SecondStepOff");
        Assert.That(await _owner.PageAsync("desk/accounts/6"), Does.Contain("<dt>Second step</dt><dd>off</dd>"));

        var unsure = await PostAsync(6, "Remove");
        Assert.That(await unsure.Content.ReadAsStringAsync(), Does.Contain("Nothing was removed."));
        await PostAsync(6, "Remove", new KeyValuePair<string, string>("sure", "yes"));
        Assert.That(await _owner.PageAsync("desk/accounts"), Does.Contain("The account of Ana Ruiz is removed."));
        Assert.That((await _owner.GetAsync("desk/accounts/6")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_link_is_mailed_to_somebody_again()
    {
        await PostAsync(3, "Link");

        await _desk.Host.WaitForAsync("SELECT count(*) FROM account_links WHERE account_id = 3", atLeast: 1);
    }

    private Task<HttpResponseMessage> PostAsync(
        long id,
        string handler,
        params KeyValuePair<string, string>[] fields
    ) => _owner.PostFormAsync($"desk/accounts/{id}?handler={handler}", fields, page: $"desk/accounts/{id}");
}
