using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.Sessions;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Bounces.Report;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Readers.Jobs;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>
/// SQL quotes states, kinds and events. Each quoted word is one that the enum of its column has, in the source and in
/// the migrations, and the database takes the words of an enum and no others.
/// </summary>
[TestFixture]
internal sealed partial class SqlStateTests
{
    /// <summary>The columns that hold words of an enum, and their words.</summary>
    private static readonly Dictionary<string, IReadOnlyList<string>> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["subscribers.status"] = SubscriberStatuses.Words.All,
        ["subscribers.left_from"] = SubscriberStatuses.Words.All,
        ["subscribers.expired_from"] = SubscriberStatuses.Words.All,
        ["subscribers.term"] = SubscriberTerms.Words.All,
        ["mailable_subscribers.status"] = SubscriberStatuses.Words.All,
        ["mailable_subscribers.term"] = SubscriberTerms.Words.All,
        ["subscriber_events.event"] = SubscriberEventNames.Words.All,
        ["confirmations.purpose"] = ConfirmationPurposes.Words.All,
        ["dispatches.state"] = DispatchStates.Words.All,
        ["dispatches.kind"] = DispatchKinds.Words.All,
        ["deliveries.state"] = DeliveryStates.Words.All,
        ["deliveries.class"] = RefusalCauses.Words.All,
        ["delivery_summaries.state"] =
        [
            .. new[] { DeliveryState.Sent, DeliveryState.Failed, DeliveryState.Skipped, DeliveryState.Expired }.Select(
                DeliveryStates.Word
            ),
        ],
        ["attempts.state"] = DeliveryStates.Words.All,
        ["attempts.class"] = RefusalCauses.Words.All,
        ["mails.state"] = DeliveryStates.Words.All,
        ["mails.kind"] = MailKinds.Words.All,
        ["mails.class"] = RefusalCauses.Words.All,
        ["returns.kind"] = ReturnKinds.Words.All,
        ["returns.class"] = RefusalCauses.Words.All,
        ["returns.reason"] = BounceReasons.Words.All,
        ["delivery_returns.class"] = RefusalCauses.Words.All,
        ["suppressions.kind"] = SuppressionKinds.Words.All,
        ["obstacles.cause"] = ObstacleCauses.Words.All,
        ["approvals.kind"] = ApprovalKinds.Words.All,
        ["looks.kind"] = LookKinds.Words.All,
        ["fresh_links.matter"] = LinkMatter.All,
        ["desk_links.kind"] = DeskLinkKinds.Words.All,
        ["accounts.role"] = Roles.Words.All,
        ["account_sessions.way"] = SessionWays.Words.All,
        ["issue_versions.kind"] = VersionKinds.Words.All,
        ["reader_jobs.kind"] = ReaderJobKinds.Words.All,
        ["reader_jobs.state"] = ReaderJobStates.Words.All,
    };

    private static readonly HashSet<string> AllWords = [.. Columns.Values.SelectMany(words => words)];

    [Test]
    public void Each_quoted_word_of_the_source_is_known() =>
        Assert.That(
            (
                from tree in SourceTree.Instance.Trees
                from text in SourceText.Strings(tree.GetRoot())
                from problem in Problems(text)
                select $"{SourceTree.Relative(tree)}: {problem}"
            ).ToList(),
            Is.Empty
        );

    [Test]
    public void Each_quoted_word_of_the_migrations_is_known() =>
        Assert.That(Migrations.Texts.SelectMany(Problems).ToList(), Is.Empty);

    [Test]
    public void The_database_takes_the_words_of_the_enum_and_no_others() =>
        Assert.That(
            from allowed in Allowed()
            where !allowed.Value.ToHashSet().SetEquals(Columns.GetValueOrDefault(allowed.Key, []))
            select $"{allowed.Key} takes {string.Join(' ', allowed.Value)}",
            Is.Empty
        );

    /// <summary>A state that the database would take in any spelling is one that nobody checks.</summary>
    [Test]
    public void The_columns_with_a_constraint_are_found() =>
        Assert.That(
            Allowed().Keys,
            Is.EquivalentTo([
                "subscribers.status",
                "subscribers.term",
                "confirmations.purpose",
                "dispatches.state",
                "dispatches.kind",
                "deliveries.state",
                "delivery_summaries.state",
                "mails.state",
                "returns.kind",
                "suppressions.kind",
                "obstacles.cause",
                "approvals.kind",
                "desk_links.kind",
                "looks.kind",
                "fresh_links.matter",
                "accounts.role",
                "account_sessions.way",
                "issue_versions.kind",
                "reader_jobs.kind",
                "reader_jobs.state",
            ])
        );

    [TestCase("SELECT 1 FROM dispatches WHERE state = 'sent'", "dispatches.state sent")]
    [TestCase("SELECT 1 FROM dispatches WHERE 'sent' = state", "dispatches.state sent")]
    [TestCase("SELECT 1 FROM dispatches d WHERE d.state <> 'sent'", "dispatches.state sent")]
    [TestCase("SELECT 1 FROM dispatches AS d WHERE 'sent' <> d.state", "dispatches.state sent")]
    [TestCase("SELECT 1 FROM mails WHERE state NOT IN ('sent', 'done')", "mails.state done")]
    [TestCase("SELECT 1 FROM mails WHERE state IN ('paused', 'failed')", "mails.state paused")]
    [TestCase("SELECT 1 FROM mails WHERE state IS NOT DISTINCT FROM 'over'", "mails.state over")]
    [TestCase("SELECT 1 FROM mails m JOIN dispatches d ON d.id = m.id WHERE m.state = 'done'", "mails.state done")]
    [TestCase("UPDATE mails SET reply = 'x', state = 'done'", "mails.state done")]
    [TestCase("UPDATE mails SET state = CASE WHEN id = 1 THEN 'sent' ELSE 'done' END", "mails.state done")]
    [TestCase("INSERT INTO mails (id, state, kind) VALUES (1, 'done', 'welcome')", "mails.state done")]
    [TestCase("INSERT INTO mails (id, state) SELECT coalesce(id, 1), 'done' FROM x", "mails.state done")]
    [TestCase("INSERT INTO mails (id) VALUES (1) ON CONFLICT DO UPDATE SET state = 'done'", "mails.state done")]
    [TestCase("SELECT coalesce(s.status, 'gone') FROM subscribers s", "subscribers.status gone")]
    [TestCase(
        "SELECT 1 FROM subscribers WHERE EXISTS (SELECT 1 FROM subscriber_events e WHERE e.event = 'x')",
        "subscriber_events.event x"
    )]
    [TestCase("EXISTS (SELECT 1) AND status = 'gone'", "status gone")]
    [TestCase("SELECT CASE WHEN id = 1 THEN state ELSE 'done' END AS state FROM mails", "mails.state done")]
    [TestCase("SELECT coalesce((SELECT e.event FROM subscriber_events e), 'x') = 'paid'", "subscriber_events.event x")]
    [TestCase("SELECT 'sent' || id FROM dispatches", "sent")]
    [TestCase("SELECT 1 FROM mails WHERE email = 'sent' AND state = 'sent'", "")]
    [TestCase("This is 'done' by nobody.", "")]
    public void A_word_that_no_enum_has_is_seen(string sql, string problem) =>
        Assert.That(string.Join(", ", Problems(sql).Select(one => one.Split(':')[0])), Is.EqualTo(problem));

    /// <summary>What is wrong: column and word, or the word alone where its column is not found.</summary>
    private static IEnumerable<string> Problems(string text) =>
        from statement in SqlStatement.In(text)
        from quoted in statement.Quoted()
        let problem = Problem(statement, quoted.Word, quoted.Column)
        where problem is not null
        select problem;

    private static string? Problem(SqlStatement statement, string word, SqlColumn? column)
    {
        // An empty text stands for no word, as in coalesce(class, '').
        if (word.Length == 0)
        {
            return null;
        }

        if (column is null)
        {
            return AllWords.Contains(word)
                ? $"{word}: write it so that this test finds its column, or change the test"
                : null;
        }

        var tables =
            column.Table is not null ? [column.Table]
            : statement.Tables.Any() ? statement.Tables
            : Columns.Keys.Select(name => name.Split('.')[0]);
        var candidates = tables
            .Select(table => $"{table}.{column.Name}")
            .Where(Columns.ContainsKey)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        return candidates.Count == 0 || candidates.Any(name => Columns[name].Contains(word))
            ? null
            : $"{(candidates.Count == 1 ? candidates[0] : column.Name)} {word}: its enum has no such word";
    }

    /// <summary>What the constraints allow after the last migration, by table and column.</summary>
    private static Dictionary<string, string[]> Allowed()
    {
        var allowed = new Dictionary<string, string[]>();
        foreach (var statement in Migrations.Texts.SelectMany(text => text.Split(';')))
        {
            var table = Changed.Match(statement).Groups[1].Value.Replace("_new", "", StringComparison.Ordinal);
            foreach (var check in Check.Matches(statement).Where(_ => table.Length > 0))
            {
                allowed[$"{table}.{check.Groups[1].Value}"] =
                [
                    .. Quoted.Matches(check.Groups[2].Value).Select(word => word.Groups[1].Value),
                ];
            }
        }

        return allowed;
    }

    [GeneratedRegex(@"^\s*(?:CREATE|ALTER) TABLE (\w+)", RegexOptions.CultureInvariant)]
    private static partial Regex Changed { get; }

    [GeneratedRegex(@"CHECK \((\w+) IN \(([^)]*)\)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Check { get; }

    [GeneratedRegex("'([^']*)'", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted { get; }
}
