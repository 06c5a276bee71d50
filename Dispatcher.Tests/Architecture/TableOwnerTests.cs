using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>
/// A table has one owner: only the files named here write it. Each statement occurs once. Reading is free. The SQL is
/// found as the compiler sees it, in every string of the source.
/// </summary>
[TestFixture]
internal sealed partial class TableOwnerTests
{
    /// <summary>Each table, and the files that may write it; all files of one table are in one room.</summary>
    private static readonly Dictionary<string, string[]> Writers = new()
    {
        ["subscribers"] = ["Subscribers/SubscriberTable.cs", "Subscribers/Import/SubscriberUpsert.cs"],
        ["subscriber_tags"] =
        [
            "Subscribers/SubscriberList.cs",
            "Subscribers/TagChanges.cs",
            "Subscribers/Import/SubscriberUpsert.cs",
        ],
        ["reader_search"] = ["Subscribers/Search/ReaderSearchIndex.cs"],
        ["reader_search_due"] = ["Subscribers/Search/ReaderSearchIndex.cs"],
        ["reader_jobs"] = ["Readers/Jobs/ReaderJobTable.cs"],
        ["reader_job_changes"] = ["Readers/Jobs/ReaderJobTable.cs"],
        ["reader_filters"] = ["Subscribers/Search/SavedFilterTable.cs"],
        ["subscriber_events"] = ["Subscribers/SubscriberEvents.cs"],
        ["dispatches"] =
        [
            "Dispatches/DispatchStore.cs",
            "Dispatches/DispatchControl.cs",
            "Dispatches/WaveStore.cs",
            "Dispatches/RestoredDispatches.cs",
        ],
        ["dispatch_files"] = ["Dispatches/FrozenFiles.cs"],
        ["waves"] = ["Dispatches/WaveStore.cs"],
        ["wave_zones"] = ["Dispatches/WaveStore.cs"],
        ["deliveries"] =
        [
            "Dispatches/Ledger.cs",
            "Dispatches/LedgerStatements.cs",
            "Dispatches/DeliveryTable.cs",
            "Dispatches/DispatchStore.cs",
            "Dispatches/DispatchControl.cs",
            "Dispatches/UncertainDeliveries.cs",
            "Dispatches/UnsentDeliveries.cs",
            "Dispatches/WaveStore.cs",
            "Dispatches/RestoredDispatches.cs",
        ],
        ["delivery_summaries"] = ["Dispatches/DeliverySummaryTable.cs"],
        ["reader_summaries"] = ["Dispatches/DeliverySummaryTable.cs"],
        ["summed_dispatches"] = ["Dispatches/DeliverySummaryTable.cs"],
        ["retention_round"] = ["Dispatches/DeliverySummaryTable.cs"],
        ["dispatch_relays"] = ["Dispatches/DispatchRelayTable.cs"],
        ["attempts"] = ["Dispatches/Ledger.cs", "Dispatches/LedgerStatements.cs", "Dispatches/DeliveryTable.cs"],
        ["suppressions"] = ["Suppressions/SuppressionTable.cs"],
        ["returns"] = ["Suppressions/ReturnTable.cs"],
        ["mails"] = ["Mails/MailQueue.cs", "Mails/MailLedger.cs"],
        ["confirmations"] = ["Subscriptions/SignUp/ConfirmationTable.cs"],
        ["fresh_links"] = ["Subscriptions/Links/FreshLinkTable.cs"],
        ["sign_up_queue"] = ["Subscriptions/SignUp/SignUpQueue.cs"],
        ["sns_certificates"] = ["Bounces/Providers/SnsCertificateTable.cs"],
        ["used_tokens"] = ["Bounces/Providers/UsedTokenTable.cs"],
        ["account_logins"] = ["Accounts/Oidc/OidcLoginTable.cs"],
        ["used_answers"] = ["Accounts/SignIn/UsedAnswers.cs"],
        ["payments"] = ["Subscriptions/Terms/TermStore.cs"],
        ["stripe_events"] = ["Payments/PaymentStore.cs"],
        ["accounts"] = ["Accounts/AccountTable.cs"],
        ["account_sessions"] = ["Accounts/Sessions/SessionTable.cs"],
        ["account_passkeys"] = ["Accounts/PasskeyTable.cs"],
        ["account_recovery_codes"] = ["Accounts/SecondStep/RecoveryCodeTable.cs"],
        ["account_links"] = ["Accounts/SignIn/SignInLinkTable.cs"],
        ["sign_in_tries"] = ["Accounts/SignIn/SignInTryTable.cs"],
        ["watch"] = ["Schedule/WatchTable.cs"],
        ["obstacles"] = ["Schedule/ObstacleTable.cs"],
        ["waits"] = ["Health/WaitingTable.cs"],
        ["looks"] = ["Health/HealthTable.cs"],
        ["summaries"] = ["Health/HealthTable.cs"],
        ["owner"] = ["Storage/Ownership.cs"],
        ["audit"] = ["Audit/AuditBook.cs"],
        ["approvals"] = ["Approvals/ApprovalTable.cs"],
        ["issue_comments"] = ["Approvals/CommentTable.cs"],
        ["draft_links"] = ["Approvals/DraftLinkTable.cs"],
        ["desk_links"] = ["Accounts/DeskLinkTable.cs"],
        ["issue_versions"] = ["Issues/Writing/IssueVersionTable.cs"],
        ["issue_drafts"] = ["Issues/Writing/IssueDraftTable.cs"],
        ["archive_texts"] = ["Archive/ArchiveIndex.cs"],
        ["archive_search"] = ["Archive/ArchiveIndex.cs"],
    };

    private static readonly List<(string File, Write Write)> Found =
    [
        .. from tree in SourceTree.Instance.Trees
        from write in WritesIn(tree)
        select (SourceTree.Relative(tree), write),
    ];

    [Test]
    public void A_table_is_written_by_its_owners_files_only()
    {
        foreach (var (table, files) in Writers)
        {
            TestContext.Out.WriteLine($"{table, -20}{string.Join(' ', files)}");
        }

        var wrong =
            from found in Found
            where !Writers.GetValueOrDefault(found.Write.Table, []).Contains(found.File)
            select $"{found.File} writes {found.Write.Table}; call a verb of its owner: {found.Write.Statement}";

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Each_owner_of_a_table_writes_it()
    {
        var unused =
            from owned in Writers
            from file in owned.Value
            where !Found.Any(found => found.File == file && found.Write.Table == owned.Key)
            select $"{file} does not write {owned.Key}; take it off the list";

        Assert.That(unused, Is.Empty);
    }

    [Test]
    public void The_writers_of_a_table_are_in_one_room()
    {
        var split =
            from owned in Writers
            let rooms = owned.Value.Select(file => file.Split('/')[0]).Distinct().ToList()
            where rooms.Count != 1
            select $"{owned.Key} is written in {string.Join(" and ", rooms)}";

        Assert.That(split, Is.Empty);
    }

    [Test]
    public void Every_table_of_the_migrations_has_an_owner() =>
        Assert.That(Writers.Keys, Is.EquivalentTo(Migrations.Tables));

    [Test]
    public void Each_writing_statement_occurs_once()
    {
        var twice =
            from found in Found
            group found.File by found.Write.Statement into same
            where same.Count() > 1
            select $"{string.Join(", ", same)}: {same.Key}";

        Assert.That(twice, Is.Empty);
    }

    [TestCase("""var a = "UPDATE mails SET state = 'sent'";""", "mails")]
    [TestCase("""var a = "INSERT OR REPLACE INTO mails VALUES (1)";""", "mails")]
    [TestCase("""var a = $"DELETE FROM mails WHERE id = {id}";""", "mails")]
    [TestCase("""var a = "REPLACE INTO mails VALUES (1)";""", "mails")]
    [TestCase("""var a = "UPDATE main.mails SET state = 'sent'";""", "mails")]
    [TestCase("""var a = "WITH x AS (SELECT 1) UPDATE \"mails\" SET state = 'sent'";""", "mails")]
    [TestCase("""var a = "INSERT INTO mails VALUES (1) ON CONFLICT (id) DO UPDATE SET state = 'sent'";""", "mails")]
    [TestCase("""var a = "update mails set state = 1; delete from looks";""", "mails looks")]
    [TestCase("""var a = $"UPDATE {table} SET state = 'sent'";""", "{}")]
    [TestCase("""var a = "UPDATE " + table + " SET state = 'sent'";""", "{}")]
    [TestCase("""var a = "DELETE FROM " + "mails";""", "mails")]
    [TestCase("""var a = "SELECT id FROM mails"; // UPDATE mails SET state""", "")]
    [TestCase("""var a = "To update mails set the state, run this. Delete from the list whoever left.";""", "")]
    public void A_writing_statement_is_found(string code, string tables) =>
        Assert.That(
            string.Join(' ', WritesIn(CSharpSyntaxTree.ParseText(code)).Select(write => write.Table)),
            Is.EqualTo(tables)
        );

    /// <summary>
    /// The statements in strings that write a table; <c>{}</c> when a table's name is not written out.
    /// </summary>
    private static IEnumerable<Write> WritesIn(SyntaxTree code) =>
        from text in SourceText.Strings(code.GetRoot())
        from statement in text.Split(';')
        let match = WriteVerb.Match(Migrations.WithoutComments(statement))
        let table = match.Groups["table"].Value.Trim('"').ToLowerInvariant()
        where match.Success && (table == "{}" || Migrations.Tables.Contains(table))
        select new Write(table, Space.Replace(statement, " ").Trim());

    [GeneratedRegex(
        """(?<!\bDO\s+)\b(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|DELETE\s+FROM|"""
            + """UPDATE(?=\s+\S+\s+SET\b[^.]*=))\s+(?:main\.)?(?<table>"?\w+"?|\{\})(?=[\s(;]|$)""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex WriteVerb { get; }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Space { get; }

    private sealed record Write(string Table, string Statement);
}
