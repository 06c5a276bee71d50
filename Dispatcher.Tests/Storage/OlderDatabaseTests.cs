using Dapper;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Storage;

/// <summary>
/// A database that was made by the migrations before the kinds of suppressions, with the rows that the program wrote
/// then.
/// </summary>
[TestFixture, Integration]
internal sealed class OlderDatabaseTests
{
    private const string Migration = "_kinds_and_views.sql";
    private readonly TestFolder _folder = new();
    private Database _database = null!;

    [SetUp]
    public async Task MakeOldDatabase()
    {
        _database = new Database($"Data Source={_folder.File("old.db")}");
        await OlderDatabase.MakeAsync(_database, before: Migration);
    }

    [TearDown]
    public void Clean()
    {
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection(_database.ConnectionString))
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearPool(connection);
        }

        _folder.Dispose();
    }

    [TestCase("ana@example.org", "dead-address", "'550 5.1.1 no such user'", "bounce 0")]
    [TestCase("ana@example.org", "the mailbox does not exist", "''", "bounce 0")]
    [TestCase("ana@example.org", "refused without a reason for 3 issues", "'550 no'", "bounce 0")]
    [TestCase("ana@example.org", "complaint", "'complaint fbl'", "complaint 0")]
    [TestCase("ana@example.org", "complaint", "''", "complaint 0")]
    [TestCase("ana@example.org", "complaint", "NULL", "complaint 0")]
    [TestCase("ana@example.org", "A Complaint by mail", "'report'", "complaint 0")]
    [TestCase("ana@example.org", "by an operator", "NULL", "operator 0")]
    [TestCase("ana@example.org", "she complained by phone", "NULL", "operator 0")]
    [TestCase("ana@example.org", "erased", "NULL", "operator 0")]
    [TestCase("erased:0123456789abcdef", "erased", "NULL", "erased 0")]
    [TestCase("erased:0123456789abcdef", "erased, suppressed", "NULL", "erased 1")]
    public async Task A_suppression_is_sorted_by_what_it_stood_for(
        string key,
        string reason,
        string evidence,
        string expected
    )
    {
        await ExecuteAsync(
            $"INSERT INTO suppressions (email_key, reason, evidence, created_at) VALUES ('{key}', '{reason}', "
                + $"{evidence}, 7)"
        );

        await Migrator.MigrateAsync(_database, CancellationToken.None);

        Assert.That(
            await ListAsync(
                "SELECT email_key || '|' || reason || '|' || coalesce('''' || evidence || '''', 'NULL') || '|' || "
                    + "created_at || '|' || kind || ' ' || for_good FROM suppressions"
            ),
            Is.EqualTo(new[] { $"{key}|{reason}|{evidence}|7|{expected}" })
        );
    }

    [Test]
    public async Task Every_row_of_every_table_stays_where_it_was()
    {
        await ExecuteAsync(
            """
            INSERT INTO subscribers (id, email, email_key, status, created_at, updated_at)
                VALUES (1, 'A@example.org', 'a@example.org', 'active', 1, 2),
                (2, 'b@example.org', 'b@example.org', 'bounced', 1, 2);
            INSERT INTO subscriber_tags VALUES (1, 'cooks');
            INSERT INTO subscriber_events (subscriber_id, at, event, detail) VALUES (2, 3, 'bounced', 'user-unknown');
            INSERT INTO dispatches (id, slot_date, issue_slug, state, recipients, slot_at, cut_off_at, created_at)
                VALUES (1, '2026-11-24', 'news', 'done', 2, 1, 2, 3);
            INSERT INTO dispatch_files VALUES (1, 0, 'issue/news.md', x'41');
            INSERT INTO waves VALUES (1, 5, 6, 7, 5, 7);
            INSERT INTO wave_zones VALUES (1, 'Europe/Berlin', 5);
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at)
                VALUES (1, 1, 'A@example.org', 'sent', 4), (1, 2, 'b@example.org', 'failed', 4);
            INSERT INTO attempts (dispatch_id, subscriber_id, attempt, at, state) VALUES (1, 2, 1, 4, 'failed');
            INSERT INTO returns (at, source, kind, subscriber_id, dispatch_id, reason, class, is_hard)
                VALUES (9, 'imap', 'bounce', 1, 1, 'mailbox-full', 'mailbox-full', 0);
            INSERT INTO suppressions VALUES ('b@example.org', 'dead-address', '550', 4),
                ('c@example.org', 'by an operator', NULL, 5);
            INSERT INTO mails (kind, once_key, subscriber_id, email, due_at, expires_at, created_at, updated_at)
                VALUES ('welcome', 'welcome:1', 1, 'A@example.org', 1, 2, 3, 4);
            INSERT INTO confirmations (purpose, subscriber_id, email, email_key, created_at, expires_at)
                VALUES ('subscribe', 1, 'A@example.org', 'a@example.org', 1, 2);
            INSERT INTO payments VALUES ('in_1', 1, 500, 'eur', 1, 2, NULL, NULL);
            INSERT INTO stripe_events VALUES ('evt_1', 'invoice.paid', 1, 2);
            INSERT INTO looks VALUES ('2026-11-24', 'evening', 1, '[]');
            INSERT INTO summaries VALUES (1, 1);
            INSERT INTO watch VALUES (1, 1, 2);
            INSERT INTO owner VALUES (1, 'token', 1, 'host', 1, 2, 3);
            INSERT INTO obstacles (slot_date, cause, detail, from_at, until_at)
                VALUES ('2026-11-24', 'no-issue', 'none', 1, 2);
            INSERT INTO waits (about, what, since_at, found_at, seen_at) VALUES ('dispatch 1', 'relay', 1, 2, 3);
            """
        );
        var tables = await ListAsync(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> "
                + "'schema_versions' ORDER BY name"
        );
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            columns[table] = string.Join(
                ", ",
                await ListAsync($"SELECT name FROM pragma_table_info('{table}') ORDER BY cid")
            );
        }

        var before = await RowsAsync(columns);

        await Migrator.MigrateAsync(_database, CancellationToken.None);

        Assert.That(before, Has.All.Not.EndsWith(": "), "each table has a row");
        Assert.That(await RowsAsync(columns), Is.EqualTo(before));
    }

    [Test]
    public async Task The_view_of_returns_knows_the_same_dead_addresses_as_the_replies()
    {
        await Migrator.MigrateAsync(_database, CancellationToken.None);
        foreach (var cause in Enum.GetValues<RefusalCause>())
        {
            await ExecuteAsync(
                $"""
                INSERT INTO dispatches (id, kind, slot_date, state, slot_at, cut_off_at, created_at) VALUES ({(int)cause
                    + 1}, 'correction', '2026-11-24', 'done', 1, 2, 3);
                INSERT INTO returns (at, source, kind, subscriber_id, dispatch_id, reason, class, is_hard)
                    VALUES (9, 'imap', 'bounce', 1, {(int)cause
                    + 1}, 'x', '{cause.Word()}', 0);
                """
            );
        }

        Assert.That(
            await ListAsync("SELECT class FROM delivery_returns WHERE subscriber_id = 1 AND is_dead = 1"),
            Is.EquivalentTo(RefusalCauses.OfDeadAddresses)
        );
    }

    private async Task<IReadOnlyList<string>> RowsAsync(Dictionary<string, string> columns)
    {
        await using var connection = await _database.OpenAsync(CancellationToken.None);
        List<string> all = [];
        foreach (var (table, names) in columns)
        {
            var rows = await connection.QueryAsync($"SELECT {names} FROM {table} ORDER BY 1, 2");
            var shown = rows.Select(row => string.Join(",", ((IDictionary<string, object>)row).Values.Select(Shown)));
            all.Add($"{table}: {string.Join(" / ", shown)}");
        }

        return all;
    }

    private static string Shown(object? value) => value is byte[] bytes ? Convert.ToHexString(bytes) : $"{value}";

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(sql);
    }

    private async Task<IReadOnlyList<string>> ListAsync(string sql)
    {
        await using var connection = await _database.OpenAsync(CancellationToken.None);
        return [.. await connection.QueryAsync<string>(sql)];
    }
}
