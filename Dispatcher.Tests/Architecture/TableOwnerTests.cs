using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>
/// A table has one owner: the files named here write it, and nothing else does. Each statement stands once. Reading is
/// free. The SQL is found as the compiler sees it, in every string of the source.
/// </summary>
[TestFixture]
internal sealed partial class TableOwnerTests
{
    /// <summary>Table, and the files that may write it; all of one table are in one room.</summary>
    private static readonly Dictionary<string, string[]> Writers = new()
    {
        ["subscribers"] = ["Subscribers/SubscriberTable.cs", "Subscribers/Import/SubscriberUpsert.cs"],
        ["subscriber_tags"] = ["Subscribers/SubscriberList.cs", "Subscribers/Import/SubscriberUpsert.cs"],
        ["subscriber_events"] = ["Subscribers/SubscriberEvents.cs"],
        ["dispatches"] =
        [
            "Dispatches/DispatchStore.cs",
            "Dispatches/DispatchControl.cs",
            "Dispatches/UncertainDeliveries.cs",
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
            "Dispatches/WaveStore.cs",
            "Dispatches/RestoredDispatches.cs",
        ],
        ["attempts"] = ["Dispatches/Ledger.cs", "Dispatches/LedgerStatements.cs", "Dispatches/DeliveryTable.cs"],
        ["suppressions"] = ["Suppressions/SuppressionTable.cs"],
        ["returns"] = ["Suppressions/ReturnTable.cs"],
        ["mails"] = ["Mails/MailQueue.cs", "Mails/MailLedger.cs"],
        ["confirmations"] = ["Subscriptions/SignUp/ConfirmationTable.cs"],
        ["fresh_links"] = ["Subscriptions/Links/FreshLinkTable.cs"],
        ["payments"] = ["Subscriptions/Terms/TermStore.cs"],
        ["stripe_events"] = ["Payments/PaymentBook.cs"],
        ["watch"] = ["Schedule/Watch.cs"],
        ["obstacles"] = ["Schedule/ObstacleTable.cs"],
        ["waits"] = ["Health/WaitingBook.cs"],
        ["looks"] = ["Health/HealthBook.cs"],
        ["summaries"] = ["Health/HealthBook.cs"],
        ["owner"] = ["Storage/Ownership.cs"],
        ["archive_texts"] = ["Archive/ArchiveIndex.cs"],
        ["archive_search"] = ["Archive/ArchiveIndex.cs"],
    };

    private static readonly List<(string File, Write Write)> Found =
    [
        .. from path in Directory.EnumerateFiles(Source(), "*.cs", SearchOption.AllDirectories)
        let file = Path.GetRelativePath(Source(), path).Replace('\\', '/')
        where !file.StartsWith("obj/", StringComparison.Ordinal) && !file.StartsWith("bin/", StringComparison.Ordinal)
        from write in WritesIn(File.ReadAllText(path))
        select (file, write),
    ];

    [Test]
    public void A_table_is_written_by_its_owners_files_only()
    {
        var wrong =
            from found in Found
            where !Writers.GetValueOrDefault(found.Write.Table, []).Contains(found.File)
            select $"{found.File} writes {found.Write.Table}; call a verb of its owner: {found.Write.Statement}";

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void An_owner_that_writes_nothing_is_no_owner()
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
    public void Every_table_of_the_migrations_has_an_owner() => Assert.That(Writers.Keys, Is.EquivalentTo(Tables()));

    [Test]
    public void A_statement_stands_once()
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
    public void What_writes_is_seen(string code, string tables) =>
        Assert.That(string.Join(' ', WritesIn(code).Select(write => write.Table)), Is.EqualTo(tables));

    /// <summary>
    /// The statements in strings that write a table; <c>{}</c> where a table's name is not written out.
    /// </summary>
    private static IEnumerable<Write> WritesIn(string code) =>
        from text in Strings(CSharpSyntaxTree.ParseText(code).GetRoot())
        from statement in text.Split(';')
        let match = WriteVerb.Match(Comment.Replace(statement, ""))
        let table = match.Groups["table"].Value.Trim('"').ToLowerInvariant()
        where match.Success && (table == "{}" || Tables().Contains(table))
        select new Write(table, Space.Replace(statement, " ").Trim());

    /// <summary>
    /// Each string, parts that are put together with + or by holes as one; <c>{}</c> stands for what is not a literal.
    /// </summary>
    private static IEnumerable<string> Strings(SyntaxNode root) =>
        root.DescendantNodes(node => node is not ExpressionSyntax expression || Text(expression) is null)
            .OfType<ExpressionSyntax>()
            .Select(Text)
            .OfType<string>();

    private static string? Text(ExpressionSyntax expression) =>
        expression switch
        {
            LiteralExpressionSyntax { Token.Value: string value } => value,
            InterpolatedStringExpressionSyntax interpolated => string.Concat(
                interpolated.Contents.Select(part =>
                    part is InterpolatedStringTextSyntax text ? text.TextToken.ValueText : "{}"
                )
            ),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum
                when (Text(sum.Left) ?? Text(sum.Right)) is not null => (Text(sum.Left) ?? "{}")
                + (Text(sum.Right) ?? "{}"),
            ParenthesizedExpressionSyntax inner => Text(inner.Expression),
            _ => null,
        };

    private static List<string> Tables()
    {
        var tables = new List<string>();
        foreach (
            var path in Directory
                .EnumerateFiles(Path.Combine(Source(), "Storage", "Migrations"), "*.sql")
                .Order(StringComparer.Ordinal)
        )
        {
            foreach (var match in TableChange.Matches(Comment.Replace(File.ReadAllText(path), "")).Cast<Match>())
            {
                var (made, dropped, from, to) = (
                    match.Groups[1].Value,
                    match.Groups[2].Value,
                    match.Groups[3].Value,
                    match.Groups[4].Value
                );
                tables.RemoveAll(table => table == dropped || table == from);
                tables.AddRange(new[] { made, to }.Where(name => name.Length > 0));
            }
        }

        return tables;
    }

    private static string Source() => Path.Combine(Corpora.Repository(), "Dispatcher");

    [GeneratedRegex(
        """(?<!\bDO\s+)\b(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|DELETE\s+FROM|UPDATE(?=\s+\S+\s+SET\b[^.]*=))\s+(?:main\.)?(?<table>"?\w+"?|\{\})(?=[\s(;]|$)""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex WriteVerb { get; }

    [GeneratedRegex(
        @"CREATE (?:VIRTUAL )?TABLE (\w+)|DROP TABLE (\w+)|ALTER TABLE (\w+) RENAME TO (\w+)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex TableChange { get; }

    [GeneratedRegex(@"--[^\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex Comment { get; }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Space { get; }

    private sealed record Write(string Table, string Statement);
}
