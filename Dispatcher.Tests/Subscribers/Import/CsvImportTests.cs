using System.Text;
using Dapper;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers.Import;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Subscribers.Import;

[TestFixture, Integration]
internal sealed class CsvImportTests
{
    private static readonly DateTimeOffset SixInTheMorning = new(2026, 1, 5, 6, 0, 0, TimeSpan.Zero);

    private static readonly SigningKey Key = new("a", new byte[32]);

    private readonly FakeTimeProvider _clock = new(SixInTheMorning);
    private readonly TestFolder _folder = new();
    private TestDatabase _db = null!;

    [SetUp]
    public async Task CreateDatabase() => _db = await TestDatabase.CreateAsync();

    [TearDown]
    public void Drop()
    {
        _db.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task A_row_becomes_a_subscriber_with_everything_in_it()
    {
        var result = await ImportAsync(
            "Email;First_Name;last_name;TIME_ZONE;tags;status;created_at\r\n"
                + "Ana@Example.org;Ana;Ruiz;europe/madrid;\"World;paid\";paused;2025-06-01T06:30:00Z\r\n"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                result,
                Is.EqualTo(
                        new ImportResult
                        {
                            Columns = 7,
                            Rows = 1,
                            Added = 1,
                            TakenFor = Names(
                                "Email",
                                "First_Name",
                                "last_name",
                                "TIME_ZONE",
                                "tags",
                                "status",
                                "created_at"
                            ),
                        }
                    )
                    .UsingPropertiesComparer()
            );
            Assert.That(
                await RowsAsync(),
                Is.EqualTo(
                    new[]
                    {
                        "1|Ana@example.org|ana@example.org|Ana|Ruiz|Europe/Madrid|paused|"
                            + "1748759400000|1767592800000|paid;world",
                    }
                )
            );
        }
    }

    [Test]
    public async Task Somebody_new_is_active_since_now_where_the_file_does_not_say()
    {
        await ImportAsync("email\nana@example.org\n");

        Assert.That(
            await RowsAsync(),
            Is.EqualTo(new[] { "1|ana@example.org|ana@example.org||||active|1767592800000|1767592800000|" })
        );
    }

    [Test]
    public async Task A_second_import_of_a_file_changes_nothing_and_says_so()
    {
        const string Csv =
            "email,first_name,tags,status\nana@example.org,Ana,\"b,a\",active\nben@example.org,Ben,,unsubscribed\n";
        await ImportAsync(Csv);
        var before = await RowsAsync();
        _clock.Advance(TimeSpan.FromDays(1));

        var again = await ImportAsync(Csv);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                again,
                Is.EqualTo(
                        new ImportResult
                        {
                            Columns = 4,
                            Rows = 2,
                            Unchanged = 2,
                            TakenFor = Names("email", "first_name", "tags", "status"),
                        }
                    )
                    .UsingPropertiesComparer()
            );
            Assert.That(await RowsAsync(), Is.EqualTo(before));
        }
    }

    [Test]
    public async Task A_row_about_somebody_known_replaces_what_it_fills_in()
    {
        await ImportAsync(
            "email,first_name,last_name,time_zone,tags\nAna@example.org,Ana,Ruiz,Europe/Madrid,\"a,b\"\n"
        );
        _clock.Advance(TimeSpan.FromSeconds(1));

        var result = await ImportAsync(
            "email,first_name,last_name,time_zone,tags,status,created_at\nana@example.org,Anna,,,c,paused,2020-01-01\n"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                result,
                Is.EqualTo(
                        new ImportResult
                        {
                            Columns = 7,
                            Rows = 1,
                            Updated = 1,
                            TakenFor = Names(
                                "email",
                                "first_name",
                                "last_name",
                                "time_zone",
                                "tags",
                                "status",
                                "created_at"
                            ),
                        }
                    )
                    .UsingPropertiesComparer()
            );
            Assert.That(
                await RowsAsync(),
                Is.EqualTo(
                    new[]
                    {
                        "1|Ana@example.org|ana@example.org|Anna|Ruiz|Europe/Madrid|paused|"
                            + "1767592800000|1767592801000|c",
                    }
                )
            );
        }
    }

    [TestCase("unsubscribed")]
    [TestCase("bounced")]
    [TestCase("complained")]
    public async Task Who_has_left_is_not_brought_back(string status)
    {
        await ImportAsync($"email,status\nana@example.org,{status}\n");
        var before = await RowsAsync();

        var result = await ImportAsync(
            "email,status,first_name,tags\n ANA@example.org,active,Ana,paid\n\"ana\"@example.org,,Ana,\n"
                + "ana@example.org,,Ana,\n"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That((result.Kept, result.Refused, result.Rows), Is.EqualTo((2, 1, 3)));
            Assert.That(await RowsAsync(), Is.EqualTo(before));
        }
    }

    [TestCase("subscribed", "unsubscribed", "cleaned")]
    [TestCase("cleaned", "subscribed", "unsubscribed")]
    [TestCase("unsubscribed", "cleaned", "subscribed")]
    public async Task The_three_files_of_Mailchimp_come_to_the_same_in_any_order(params string[] order)
    {
        const string Start = "Email Address,First Name,OPTIN_TIME,CONFIRM_TIME,LEID,EUID,TAGS";
        var files = new Dictionary<string, string>
        {
            ["subscribed"] =
                $"{Start},LAST_CHANGED\nana@example.org,Ana,2018-02-12 10:54:27,2018-02-12 "
                + "10:54:27,1,a,vip,2020-01-01 00:00:00\n"
                + "ben@example.org,,,,1,a,,\ncleo@example.org,,,,1,a,,\n",
            ["unsubscribed"] =
                $"{Start},UNSUB_TIME\nben@example.org,Ben,,,1,a,,2020-01-01 00:00:00\n"
                + "cleo@example.org,,,,1,a,,2020-01-01 00:00:00\n",
            ["cleaned"] = $"{Start},CLEAN_TIME\ncleo@example.org,,,,1,a,,2020-01-01 00:00:00\n",
        };
        foreach (var file in order.Concat(order))
        {
            Assert.That((await ImportAsync(files[file])).Product, Is.EqualTo("Mailchimp"));
        }

        Assert.That(
            await QueryAsync(
                """
                SELECT concat_ws('|', email, coalesce(first_name, ''), status, coalesce(confirmed_at, ''),
                    coalesce((SELECT group_concat(tag) FROM subscriber_tags WHERE subscriber_id = id), ''))
                  FROM subscribers ORDER BY email
                """
            ),
            Is.EqualTo(
                new[]
                {
                    "ana@example.org|Ana|active|1518432867000|vip",
                    "ben@example.org|Ben|unsubscribed||",
                    "cleo@example.org||unsubscribed||",
                }
            )
        );
    }

    [Test]
    public async Task Who_is_suppressed_or_was_erased_here_is_not_added()
    {
        await using (var connection = await _db.Database.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync(
                "INSERT INTO suppressions (email_key, kind, reason, created_at) VALUES (@key, 'operator', 'x', 0)",
                new[]
                {
                    "ben@example.org",
                    "cleo@example.org",
                    ErasedAddress.KeyOf(EmailAddress.Parse("dan@example.org"), Key),
                    ErasedAddress.KeyOf(EmailAddress.Parse("eve@example.org"), Key),
                }.Select(key => new { key })
            );
        }

        var result = await ImportAsync(
            "email,status\nana@example.org,\nBen@example.org,active\ncleo@example.org,unsubscribed\nDAN@example.org,\n"
                + "eve@example.org,bounced\nben@example.org,paused\n"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That((result.Added, result.Kept, result.Refused), Is.EqualTo((2, 4, 0)));
            Assert.That(await EmailsAsync(), Is.EqualTo(new[] { "ana@example.org", "cleo@example.org" }));
        }
    }

    [Test]
    public async Task Where_an_address_came_from_is_noted()
    {
        await ImportAsync("email\nana@example.org\n");
        const string Kit = "id,email,first_name,status\n1,ana@example.org,,active\n2,ben@example.org,,active\n";
        await ImportAsync(Kit);
        await ImportAsync(Kit);
        await ImportAsync("email,subscribed_to_emails\nben@example.org,false\n");

        Assert.That(
            await QueryAsync(
                "SELECT concat_ws('|', subscriber_id, at, event, detail) FROM subscriber_events ORDER BY id"
            ),
            Is.EqualTo(new[] { "2|1767592800000|imported|Kit: active", "2|1767592800000|imported|Ghost: unsubscribed" })
        );
    }

    [Test]
    public async Task What_is_beside_the_status_is_stored_and_changed()
    {
        await ImportAsync(
            "email,status,confirmed_at,paused_until,term,term_ends_at\n"
                + "ana@example.org,paused,2025-06-01,2026-02-01,Trial,2026-06-01T06:00:00Z\n"
        );
        await ImportAsync(
            "email,term,term_ends_at,confirmed_at\nana@example.org,paid,2027-06-01T06:00:00Z,2025-07-01\n"
        );

        Assert.That(
            await QueryAsync(
                "SELECT concat_ws('|', status, confirmed_at, paused_until, term, term_ends_at) FROM subscribers"
            ),
            Is.EqualTo(new[] { "paused|1748736000000|2026-02-01|paid|1811829600000" })
        );
    }

    [TestCase("paused_until", "2026-02-30", "is no date; write 2026-01-31")]
    [TestCase("confirmed_at", "2026-01-06", "is in the future; check it")]
    [TestCase("term", "gold", "is no term; use trial or paid, or leave it empty")]
    [TestCase("term_ends_at", "soon", "is no date; write 2026-01-31 or 2026-01-31T06:00:00Z")]
    public async Task What_is_wrong_beside_the_status_is_refused(string column, string cell, string expected)
    {
        var result = await ImportAsync($"email,{column}\nana@example.org,{cell}\n");

        Assert.That(
            await File.ReadAllTextAsync(result.RejectedFile!),
            Does.Contain($"{column} {expected}").Or.Contain($"\"{column} {expected}\"")
        );
    }

    [Test]
    public async Task Eight_spellings_of_one_mailbox_are_one_person()
    {
        var result = await ImportAsync(
            "email\nA@münchen.org\na@MÜNCHEN.org\n a@münchen.org \n\"\"\"a\"\"@münchen.org\"\na@xn--mnchen-3ya.org\n"
                + "a@XN--MNCHEN-3YA.ORG\na@mu\u0308nchen.org\na(c)@münchen.org\n"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That((result.Rows, result.Added, result.Unchanged, result.Refused), Is.EqualTo((8, 1, 6, 1)));
            Assert.That(await EmailsAsync(), Is.EqualTo(new[] { "A@xn--mnchen-3ya.org" }));
        }
    }

    [Test]
    public async Task A_mailbox_named_twice_is_one_person_and_the_later_row_an_update()
    {
        var result = await ImportAsync(
            "email,first_name\nana@example.org,Ana\nANA@EXAMPLE.ORG,Anna\nana@example.org,Anna\n"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                result,
                Is.EqualTo(
                        new ImportResult
                        {
                            Columns = 2,
                            Rows = 3,
                            Added = 1,
                            Updated = 1,
                            Unchanged = 1,
                            TakenFor = Names("email", "first_name"),
                        }
                    )
                    .UsingPropertiesComparer()
            );
            Assert.That(await RowsAsync(), Has.One.Items.And.One.StartsWith("1|ana@example.org|ana@example.org|Anna|"));
        }
    }

    [Test]
    public async Task Refused_rows_are_written_down_with_line_and_reason_and_nothing_else_is_lost()
    {
        var result = await ImportAsync(
            "email,first_name,notes\n"
                + "ana@example.org,Ana,\n"
                + "no address,\"=1+1\",x\n"
                + "\"ben@example.org,Ben,\n"
                + "\n"
                + ",,\n"
                + "cleo@example.org,Cleo,\"two\nlines\"\n"
                + "dan@example.org,Dan,a,b\n"
                + "=eve,Eve,\n"
                + "fay@example.org\n"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That((result.Rows, result.Added, result.Refused), Is.EqualTo((7, 3, 4)));
            Assert.That(result.IgnoredColumns, Is.EqualTo(new[] { "notes" }));
            Assert.That(
                await EmailsAsync(),
                Is.EqualTo(new[] { "ana@example.org", "cleo@example.org", "fay@example.org" })
            );
            Assert.That(result.RejectedFile, Is.EqualTo(_folder.File("people.rejected.csv")));
            Assert.That(
                File.ReadAllText(result.RejectedFile!),
                Is.EqualTo(
                    "line,reason,row\r\n"
                        + "3,email has a space inside; take it out,\"no address,\"\"=1+1\"\",x\"\r\n"
                        + "4,\"has a quote that opens here and does not close in its cell; close it, or write it "
                        + "twice if it belongs to the text\",\"\"\"ben@example.org,Ben,\"\r\n"
                        + "9,\"has 4 cells, the header has 3; write a cell that holds the separator in "
                        + "quotes\",\"dan@example.org,Dan,a,b\"\r\n"
                        + "10,email has no @; an address looks like ana@example.org,\"'=eve,Eve,\"\r\n"
                )
            );
        }
    }

    [Test]
    public async Task The_file_of_refused_rows_is_removed_once_nothing_is_refused()
    {
        await ImportAsync("email\nana\n");
        Assert.That(_folder.File("people.rejected.csv"), Does.Exist);

        var result = await ImportAsync("email\nana@example.org\n");

        Assert.That(result.RejectedFile, Is.Null);
        Assert.That(Directory.GetFiles(_folder.Path).Select(Path.GetFileName), Is.EqualTo(new[] { "people.csv" }));
    }

    [Test]
    public async Task Every_encoding_with_a_byte_order_mark_is_read(
        [Values("utf-8", "utf-16", "utf-16BE")] string name,
        [Values("\n", "\r\n", "\r")] string newLine
    )
    {
        var encoding = Encoding.GetEncoding(name);
        var text = $"email,first_name{newLine}ana@example.org,José{newLine}ben@example.org,山田{newLine}";

        var result = await ImportAsync([.. encoding.Preamble, .. encoding.GetBytes(text)]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((result.Added, result.Refused), Is.EqualTo((2, 0)));
            Assert.That((await RowsAsync()).Select(row => row.Split('|')[3]), Is.EqualTo(new[] { "José", "山田" }));
        }
    }

    [Test]
    public async Task A_file_that_cannot_be_imported_changes_nothing_and_is_told_why()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await ImportAsync("")).Problem, Does.StartWith("is empty;"));
            Assert.That((await ImportAsync("\r\n\r\n")).Problem, Does.StartWith("is empty;"));
            Assert.That(
                (await ImportAsync(Encoding.Unicode.GetBytes("email\nana@example.org\n"))).Problem,
                Does.StartWith("is no text;")
            );
            Assert.That((await ImportAsync("name\nAna\n")).Problem, Does.StartWith("has no column email"));
            Assert.That(
                (await ImportAsync("PK\u0003\u0004\u0014\0\0\0\b\0members.csv"u8.ToArray())).Problem,
                Does.StartWith("is a zip file")
            );
            Assert.That((await ImportAsync([0x1F, 0x8B, 8, 1, 2, 3])).Problem, Does.StartWith("is no text;"));
            Assert.That(
                (await ImportAsync("email" + new string(',', 1_000_000) + "\nana@example.org\n")).Problem,
                Does.EndWith("cells; at most 100 are possible")
            );
            Assert.That(
                (await ImportAsync("Jos\u00E9,email\nx,ana@example.org".Select(c => (byte)c).ToArray())).Problem,
                Does.Contain("is not UTF-8")
            );
            Assert.That(await RowsAsync(), Is.Empty);
        }
    }

    [Test]
    public async Task Of_100_000_rows_the_bad_one_percent_is_refused_by_line()
    {
        var text = new StringBuilder("email\n");
        for (var i = 2; i <= 100_001; i++)
        {
            text.Append(i % 100 == 0 ? $"u{i}\n" : $"u{i}@example.org\n");
        }

        var result = await ImportAsync(text.ToString());

        using (Assert.EnterMultipleScope())
        {
            Assert.That((result.Rows, result.Added, result.Refused), Is.EqualTo((100_000, 99_000, 1000)));
            Assert.That(
                File.ReadLines(result.RejectedFile!).Skip(1).Select(line => line.Split(',')[0]),
                Is.EqualTo(Enumerable.Range(1, 1000).Select(i => $"{i * 100}"))
            );
        }
    }

    [Test]
    public async Task A_stop_leaves_whole_batches_behind_and_another_import_goes_on()
    {
        var csv = "email\n" + string.Concat(Enumerable.Range(0, 12_000).Select(i => $"u{i}@example.org\n")) + "last\n";
        using var stop = new CancellationTokenSource();

        var stopped = await ImportAsync(Encoding.UTF8.GetBytes(csv), new Reporter(_ => stop.Cancel()), stop.Token);
        var continued = await ImportAsync(csv);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                stopped,
                Is.EqualTo(
                        new ImportResult
                        {
                            Columns = 1,
                            Rows = 5000,
                            Added = 5000,
                            IsStopped = true,
                            TakenFor = Names("email"),
                        }
                    )
                    .UsingPropertiesComparer()
            );
            Assert.That(
                (continued.Rows, continued.Added, continued.Unchanged, continued.Refused),
                Is.EqualTo((12_001, 7000, 5000, 1))
            );
        }
    }

    [Test]
    public async Task Progress_tells_rows_and_bytes()
    {
        var reports = new List<ImportProgress>();

        await ImportAsync("email\nana@example.org\n"u8.ToArray(), new Reporter(reports.Add), CancellationToken.None);

        Assert.That(reports, Is.EqualTo(new[] { new ImportProgress(Rows: 1, Bytes: 22, AllBytes: 22) }));
    }

    /// <summary>Our own columns, however they are cased.</summary>
    private static Dictionary<string, string> Names(params string[] columns) =>
        columns.ToDictionary(column => column, column => column.ToLowerInvariant());

    private Task<ImportResult> ImportAsync(string csv) => ImportAsync(Encoding.UTF8.GetBytes(csv));

    private Task<ImportResult> ImportAsync(byte[] csv) =>
        ImportAsync(csv, new Reporter(_ => { }), CancellationToken.None);

    private async Task<ImportResult> ImportAsync(
        byte[] csv,
        IProgress<ImportProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var path = _folder.File("people.csv");
        await File.WriteAllBytesAsync(path, csv, CancellationToken.None);
        return await new CsvImport(_db.Database, _clock, Key).RunAsync(path, progress, cancellationToken);
    }

    private async Task<IEnumerable<string>> RowsAsync() =>
        await QueryAsync(
            """
            SELECT concat_ws('|', id, email, email_key, coalesce(first_name, ''), coalesce(last_name, ''),
                coalesce(time_zone, ''), status,
                             created_at, updated_at,
                             coalesce((SELECT group_concat(tag, ';' ORDER BY tag) FROM subscriber_tags
                                 WHERE subscriber_id = id), ''))
              FROM subscribers
             ORDER BY id
            """
        );

    private Task<IEnumerable<string>> EmailsAsync() => QueryAsync("SELECT email FROM subscribers ORDER BY id");

    private async Task<IEnumerable<string>> QueryAsync(string sql)
    {
        await using var connection = await _db.Database.OpenAsync(CancellationToken.None);
        return await connection.QueryAsync<string>(sql);
    }

    private sealed class Reporter(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }
}
