using Dapper;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Service;

[TestFixture, Integration]
internal sealed class UserCommandTests
{
    private const string Password = "correct horse battery staple";

    private readonly CommandRun _run = new();

    [TearDown]
    public void Clean() => _run.Dispose();

    [Test]
    public async Task The_first_owner_is_made_and_gets_a_link()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _run.RunAsync("user", "list"),
                Is.EqualTo(
                    new CommandAnswer(
                        0,
                        "There is no account. The first one: dispatcher user add you@example.com --role owner "
                            + "--password\n",
                        ""
                    )
                )
            );
            Assert.That(
                await _run.RunAsync("user", "add", "Ana@example.org", "--name", "Ana Ruiz", "--role", "owner"),
                Is.EqualTo(
                    new CommandAnswer(
                        0,
                        "Ana@example.org is added as owner. To sign in: dispatcher user link Ana@example.org\n",
                        ""
                    )
                )
            );
            var link = await _run.RunAsync("user", "link", "ana@example.org");
            Assert.That(link.Output, Does.Match("^http://localhost:8080/desk/sign-in/link/[A-Za-z0-9_-]{43}\n$"));
            Assert.That((await _run.RunAsync("user", "list")).Output, Does.Contain("Ana Ruiz").And.Contain("owner"));
            Assert.That(
                (await _run.RunAsync("user", "list", "--json")).Output,
                Is.EqualTo(
                    """
                    {"id":1,"email":"Ana@example.org","name":"Ana Ruiz","role":"owner","has_password":false,
                    "has_second_step":false,"created_at":"2026-01-05T06:00:00+00:00"}
                    """.ReplaceLineEndings("") + "\n"
                )
            );
        }
    }

    [Test]
    public async Task A_password_comes_from_standard_input_and_is_nowhere_in_clear()
    {
        var added = await _run.RunWithInputAsync($"{Password}\n", "user", "add", "ana@example.org", "--password");
        var first = await HashAsync();
        var changed = await _run.RunWithInputAsync("another horse battery", "user", "passwd", "ana@example.org");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(added.Output, Is.EqualTo("ana@example.org is added as writer.\n"));
            Assert.That(
                changed.Output,
                Is.EqualTo("ana@example.org has a new password, and all its sessions are ended.\n")
            );
            Assert.That(first, Is.Not.Null.And.Not.Contains(Password));
            Assert.That(await HashAsync(), Is.Not.EqualTo(first));
            Assert.That(
                Passwords.Hasher().VerifyHashedPassword(new Account(), first!, Password),
                Is.EqualTo(Microsoft.AspNetCore.Identity.PasswordVerificationResult.Success)
            );
        }
    }

    [Test]
    public async Task Each_change_is_in_the_audit_with_the_machines_user()
    {
        await _run.RunAsync("user", "add", "ana@example.org", "--role", "owner");
        await _run.RunAsync("user", "add", "bob@example.org");
        await _run.RunAsync("user", "role", "bob@example.org", "editor");
        await _run.RunAsync("user", "passwd", "bob@example.org", "--second-step-off");
        await _run.RunAsync("user", "remove", "bob@example.org", "--yes");

        await using var connection = await (await _run.DatabaseAsync()).OpenAsync(CancellationToken.None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await connection.QueryAsync<string>(
                    "SELECT action || ' ' || subject FROM audit WHERE origin = 'terminal' ORDER BY id"
                ),
                Is.EqualTo(
                    new[]
                    {
                        "account.add account:1",
                        "account.add account:2",
                        "account.role account:2",
                        "account.second-step account:2",
                        "account.remove account:2",
                    }
                )
            );
            Assert.That(
                await connection.ExecuteScalarAsync<string>("SELECT DISTINCT actor FROM audit"),
                Is.EqualTo($"cli:{Environment.UserName}")
            );
        }
    }

    [TestCase("add", "bob", 2, "bob has no @; an address looks like ana@example.org.\n")]
    [TestCase("add", "ana@example.org", 1, "ana@example.org has an account already.\n")]
    [TestCase("remove", "bob@example.org", 1, "bob@example.org has no account; see: dispatcher user list\n")]
    [TestCase(
        "remove",
        "ana@example.org",
        1,
        "This is the last owner, and without one nobody can change accounts. Make somebody else an owner first.\n"
    )]
    [TestCase(
        "passwd",
        "ana@example.org",
        2,
        "Standard input has no password; write it there, on one line, or use a terminal.\n"
    )]
    public async Task What_is_not_possible_is_said_with_what_to_do(
        string verb,
        string address,
        int status,
        string problem
    )
    {
        await _run.RunAsync("user", "add", "ana@example.org", "--role", "owner");

        string[] yes = verb == "remove" ? ["--yes"] : [];

        Assert.That(
            await _run.RunAsync(["user", verb, address, .. yes]),
            Is.EqualTo(new CommandAnswer(status, "", problem))
        );
    }

    [Test]
    public async Task A_role_that_is_none_and_a_weak_password_are_refused()
    {
        await _run.RunAsync("user", "add", "ana@example.org", "--role", "owner");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _run.RunAsync("user", "role", "ana@example.org", "king"),
                Is.EqualTo(
                    new CommandAnswer(2, "", "king is no role; give one of owner, operator, editor, writer, support.\n")
                )
            );
            Assert.That(
                await _run.RunWithInputAsync("short\n", "user", "passwd", "ana@example.org"),
                Has.Property("Status").EqualTo(1).And.Property("Error").StartsWith("The password has 5 characters")
            );
        }
    }

    private async Task<string?> HashAsync()
    {
        await using var connection = await (await _run.DatabaseAsync()).OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<string?>("SELECT password_hash FROM accounts");
    }
}
