using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>A column that says what a person has paid for, and until when, is never ignored silently.</summary>
[TestFixture, Integration]
internal sealed class ImportTermTests
{
    private readonly ImportRun _import = new();

    [TearDown]
    public void Clean() => _import.Dispose();

    [Test]
    public async Task Substacks_dashboard_export_gives_day_of_joining_and_end_of_term()
    {
        var answer = await _import.InputAsync("substack-dashboard.csv");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.Zero, answer.Error);
            Assert.That(await TermAsync("ana"), Is.EqualTo("active joined 2024-01-10"));
            Assert.That(await TermAsync("ben"), Is.EqualTo("active joined 2023-05-02 paid until 2027-05-02"));
            Assert.That(await TermAsync("cleo"), Is.EqualTo("active joined 2023-05-02 paid"));
            Assert.That(await _import.ShowAsync("ben"), Does.Contain("Substack: active, paid since 2023-05-02"));
        }
    }

    [TestCase("ana", "active joined 2024-01-10")]
    [TestCase("ben", "active joined 2023-05-02 paid until 2027-05-02")]
    [TestCase("bea", "active joined 2022-05-02")]
    [TestCase("cora", "active joined 2025-05-02 paid until 2026-01-12")]
    [TestCase("dora", "active joined 2024-05-02")]
    [TestCase("cleo", "active joined 2023-05-02 paid")]
    [TestCase("gil", "active joined 2025-12-02 paid until 2026-12-02")]
    [TestCase("tom", "active joined 2026-01-02 trial until 2026-01-20")]
    [TestCase("nia", "unsubscribed joined 2026-01-02")]
    public async Task Substacks_plans_give_the_right_terms(string name, string expected)
    {
        await _import.InputAsync("substack-more.csv");

        Assert.That(await TermAsync(name), Is.EqualTo(expected));
    }

    [TestCase("expires_at", "2027-05-02", "--term-ends expires_at")]
    [TestCase("Expiration date", "2027-05-02", "--term-ends \"Expiration date\"")]
    [TestCase("Paid through", "2027-05-02", "--term-ends \"Paid through\"")]
    [TestCase("paid_until", "2027-05-02", "--term-ends paid_until")]
    [TestCase("Renewal date", "2027-05-02", "--term-ends \"Renewal date\"")]
    [TestCase("Next billing", "May 2, 2027", "--term-ends \"Next billing\"")]
    [TestCase("Trial end", "2027-05-02T00:00:00.000Z", "--term-ends \"Trial end\"")]
    [TestCase("Plan", "yearly", "columns term and term_ends_at in place of Plan")]
    [TestCase("tier", "Gold", "columns term and term_ends_at in place of tier")]
    [TestCase("subscription_tier", "premium", "columns term and term_ends_at in place of subscription_tier")]
    [TestCase("type", "paid", "columns term and term_ends_at in place of type")]
    [TestCase("Gültig bis", "2027-05-02", "--term-ends \"Gültig bis\"")]
    public async Task A_term_column_that_is_not_understood_stops_the_import(string column, string cell, string advice)
    {
        var answer = await _import.TextAsync($"email,{column}\nana@example.org,\nben@example.org,\"{cell}\"\n");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((answer.Status, answer.Output), Is.EqualTo((2, "")));
            Assert.That(
                answer.Error,
                Does.Contain($"{column} (\"{cell}\")").And.Contain(advice).And.Contain("--ignore")
            );
            Assert.That(await _import.PeopleAsync(), Is.Empty);
        }
    }

    [Test]
    public async Task A_column_with_ends_of_terms_gives_each_person_their_end()
    {
        var answer = await _import.TextAsync(
            "email,Paid through,plan\nana@example.org,,free\nben@example.org,2027-05-02,yearly\n"
                + "cleo@example.org,never,comp\ndan@example.org,3/4/2027,yearly\n",
            "--term-ends",
            "paid through",
            "--ignore",
            "plan"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(1));
            Assert.That(await TermAsync("ana"), Is.EqualTo("active joined 2026-01-05"));
            Assert.That(await TermAsync("ben"), Is.EqualTo("active joined 2026-01-05 paid until 2027-05-02"));
            Assert.That(await TermAsync("cleo"), Is.EqualTo("active joined 2026-01-05 paid"));
            Assert.That(await _import.PeopleAsync(), Has.None.StartsWith("dan"));
            Assert.That(
                await File.ReadAllTextAsync(_import.PathOf("people.rejected.csv")),
                Does.Contain("Paid through 3/4/2027 is no date that can only be read one way")
            );
        }
    }

    [Test]
    public async Task Our_own_columns_work_beside_an_ignored_one()
    {
        await _import.TextAsync(
            "email,term,term_ends_at,plan\nben@example.org,paid,2027-05-02,gold\n",
            "--ignore",
            "plan"
        );

        Assert.That(await TermAsync("ben"), Is.EqualTo("active joined 2026-01-05 paid until 2027-05-02"));
    }

    /// <summary>The data of a person that decide about reading on, from <c>subscriber show</c>.</summary>
    private async Task<string> TermAsync(string name)
    {
        using var shown = System.Text.Json.JsonDocument.Parse(await _import.ShowAsync(name));
        var person = shown.RootElement;
        string? Text(string field) => person.GetProperty(field).GetString();
        var end = Text("term_ends_at") is { } at ? $" until {at[..10]}" : "";
        return $"{Text("status")} joined "
            + $"{Text("created_at")![..10]}{(Text("term") is { } term ? " " + term : "")}{end}";
    }
}
