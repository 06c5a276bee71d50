using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>A column that may say that a person has left or has not agreed is never ignored silently.</summary>
[TestFixture, Integration]
internal sealed class ImportConsentTests
{
    private readonly ImportRun _import = new();

    [TearDown]
    public void Clean() => _import.Dispose();

    [TestCase("opt_out", "false", "true", "--departed opt_out")]
    [TestCase("optedOut", "0", "1", "--departed optedOut")]
    [TestCase("unsubscribed_at", "", "2025-02-02", "--departed unsubscribed_at")]
    [TestCase("Unsubscribe date", "", "2025-02-02 08:00:00", "--departed \"Unsubscribe date\"")]
    [TestCase("Hard bounce", "N", "Y", "--departed \"Hard bounce\"")]
    [TestCase("do not email", "no", "yes", "--departed \"do not email\"")]
    [TestCase("Blacklisted", "-", "x", "--departed Blacklisted")]
    [TestCase("confirmed", "1", "0", "--status confirmed")]
    [TestCase("deleted_at", "null", "2025-02-02", "--departed deleted_at")]
    [TestCase("abgemeldet", "nein", "ja", "--departed abgemeldet")]
    [TestCase("Désabonné", "non", "oui", "--departed Désabonné")]
    [TestCase("Baja", "no", "sí", "--departed Baja")]
    [TestCase("Accepts marketing", "yes", "no", "--status \"Accepts marketing\"")]
    [TestCase("Email Marketing Consent", "true", "false", "--status \"Email Marketing Consent\"")]
    [TestCase("subscribed", "true", "false", "--status subscribed")]
    [TestCase("is_active", "1", "0", "--status is_active")]
    [TestCase("GDPR", "given", "refused", "--status GDPR=active:given,unsubscribed:refused")]
    [TestCase("State", "in", "Opted out", "--status \"State=active:in,unsubscribed:Opted out\"")]
    [TestCase("member_status", "ok", "cleaned", "--status member_status=active:ok,unsubscribed:cleaned")]
    public async Task The_import_stops_before_the_first_row_and_says_which_option_is_needed(
        string column,
        string anasCell,
        string bensCell,
        string advice
    )
    {
        var answer = await _import.TextAsync(
            $"email,{column}\nana@example.org,{anasCell}\nben@example.org,{bensCell}\n"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That((answer.Status, answer.Output), Is.EqualTo((2, "")));
            Assert.That(
                answer.Error,
                Does.Contain($"{column} (")
                    .And.Contain($"\"{bensCell}\"")
                    .And.Contain(advice)
                    .And.Contain("--ignore")
                    .And.Contain("Nothing was imported")
            );
            Assert.That(answer.Error.TrimEnd('\n'), Does.Not.Contain('\n'));
            Assert.That(await _import.PeopleAsync(), Is.Empty);
            Assert.That(_import.PathOf("people.rejected.csv"), Does.Not.Exist);
        }
    }

    [Test]
    public async Task All_such_columns_are_named_at_once_and_addresses_in_them_are_not_shown()
    {
        var answer = await _import.TextAsync(
            "email,opt_out,State,consent,bounced\nana@example.org,ben@example.org,CA,yes,\n"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(2));
            Assert.That(
                answer.Error,
                Does.Contain("opt_out (an address), State (\"CA\"), consent (\"yes\")")
                    .And.Contain("--ignore opt_out --ignore State --ignore consent")
            );
            Assert.That(answer.Error, Does.Not.Contain("@").And.Not.Contain("bounced"));
        }
    }

    [TestCase("")]
    [TestCase("-")]
    [TestCase("NULL")]
    public async Task A_column_that_is_empty_in_the_whole_file_does_not_stop_the_import(string cell)
    {
        var answer = await _import.TextAsync(
            $"email,unsubscribed_at,opt_out\nana@example.org,{cell},\nben@example.org,,{cell}\n"
        );

        Assert.That((answer.Status, answer.Error), Is.EqualTo((0, "")));
        Assert.That(await _import.PeopleAsync(), Is.EqualTo(new[] { "ana active", "ben active" }));
    }

    [Test]
    public async Task One_filled_cell_in_the_last_of_many_rows_stops_the_import()
    {
        var readers = string.Concat(Enumerable.Range(0, 12_000).Select(i => $"reader{i}@example.org,\n"));

        var answer = await _import.TextAsync($"email,unsubscribed_at\n{readers}ben@example.org,2025-02-02\n");

        Assert.That(answer.Status, Is.EqualTo(2));
        Assert.That(await _import.PeopleAsync(), Is.Empty);
    }

    [TestCase("opt_out")]
    [TestCase("OptOut")]
    [TestCase(" opt-out ")]
    public async Task A_person_with_a_filled_cell_in_a_departed_column_has_left(string typed)
    {
        var answer = await _import.TextAsync(
            "email,opt_out\na1@example.org,\na2@example.org,no\na3@example.org,FALSE\na4@example.org,0\n"
                + "a5@example.org,N\na6@example.org,-\na7@example.org,nein\n"
                + "b1@example.org,yes\nb2@example.org,1\nb3@example.org,2025-02-02\nb4@example.org,asked by phone\n"
                + "b5@example.org,X\n",
            "--departed",
            typed
        );

        Assert.That(answer.Status, Is.Zero, answer.Error);
        Assert.That(
            await _import.PeopleAsync(),
            Is.EqualTo(
                Enumerable
                    .Range(1, 7)
                    .Select(i => $"a{i} active")
                    .Concat(Enumerable.Range(1, 5).Select(i => $"b{i} unsubscribed"))
            )
        );
    }

    [Test]
    public async Task Several_departed_columns_decide_how_a_person_left()
    {
        var answer = await _import.TextAsync(
            "email,unsubscribed_at,Hard bounce,Spam complaint,Gone\nana@example.org,,,0,\n"
                + "ben@example.org,2025-02-02,,0,\ncleo@example.org,,yes,0,\n"
                + "dan@example.org,2025-02-02,,1,\neve@example.org,,,,yes\n",
            "--departed",
            "unsubscribed_at",
            "--departed",
            "Hard bounce",
            "--departed",
            "Spam complaint",
            "--departed",
            "Gone=bounced"
        );

        Assert.That(
            answer.Output,
            Does.Contain(
                "Columns were taken so: email as email, unsubscribed_at as departed (unsubscribed), Hard bounce as "
                    + "departed (bounced), "
                    + "Spam complaint as departed (complained), Gone as departed (bounced)."
            )
        );
        Assert.That(
            await _import.PeopleAsync(),
            Is.EqualTo(new[] { "ana active", "ben unsubscribed", "cleo bounced", "dan complained", "eve bounced" })
        );
    }

    [Test]
    public async Task A_departed_option_that_is_a_column_name_means_the_column()
    {
        await _import.TextAsync(
            "email,unsubscribed\nana@example.org,no\nben@example.org,yes\n",
            "--departed",
            "unsubscribed"
        );
        await _import.TextAsync("email\ncleo@example.org\n", "--departed", "unsubscribed");

        Assert.That(
            await _import.PeopleAsync(),
            Is.EqualTo(new[] { "ana active", "ben unsubscribed", "cleo unsubscribed" })
        );
    }

    [Test]
    public async Task Words_of_a_status_column_mean_what_the_option_says_and_an_unknown_word_refuses_its_row()
    {
        var answer = await _import.TextAsync(
            "email,State\nana@example.org,Subscribed\nalma@example.org,in\nben@example.org,opted-out\n"
                + "bea@example.org,Gone\ncleo@example.org,Cleaned\neve@example.org,dormant\nemil@example.org,\n",
            "--status",
            "State=active:In|Member,unsubscribed:Opted-out|gone"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(1));
            Assert.That(
                await _import.PeopleAsync(),
                Is.EqualTo(
                    new[] { "alma active", "ana active", "bea unsubscribed", "ben unsubscribed", "cleo bounced" }
                )
            );
            Assert.That(
                await File.ReadAllTextAsync(_import.PathOf("people.rejected.csv")),
                Does.Contain("State dormant is no status that is known here")
                    .And.Contain("State is empty, and no option says what that means")
            );
        }
    }

    [Test]
    public async Task A_status_column_of_yes_and_no_needs_no_words_and_an_empty_cell_can_have_a_meaning()
    {
        var answer = await _import.TextAsync(
            "email,Accepts marketing\nana@example.org,yes\nalma@example.org,2024-01-31\nben@example.org,no\n"
                + "eve@example.org,\n",
            "--status",
            "accepts marketing=pending:"
        );

        Assert.That(answer.Status, Is.Zero, answer.Error);
        Assert.That(
            await _import.PeopleAsync(),
            Is.EqualTo(new[] { "alma active", "ana active", "ben unsubscribed", "eve pending" })
        );
    }

    [Test]
    public async Task The_option_departed_has_priority_over_a_status()
    {
        await _import.TextAsync(
            "email,state,opt_out\nana@example.org,active,no\nben@example.org,active,yes\n",
            "--departed",
            "opt_out",
            "--status",
            "state"
        );

        Assert.That(await _import.PeopleAsync(), Is.EqualTo(new[] { "ana active", "ben unsubscribed" }));
    }

    [Test]
    public async Task An_option_can_ignore_a_column()
    {
        var answer = await _import.TextAsync(
            "email,State\nana@example.org,CA\nben@example.org,NY\n",
            "--ignore",
            "state"
        );

        Assert.That(
            (answer.Status, answer.Output),
            Is.EqualTo((0, "2 rows: 2 added, 0 updated, 0 unchanged, 0 kept, 0 refused.\nIgnored columns: State.\n"))
        );
        Assert.That(await _import.PeopleAsync(), Is.EqualTo(new[] { "ana active", "ben active" }));
    }

    [TestCase("--ignore", "Stat", "has no column Stat for --ignore (did you mean State?).")]
    [TestCase(
        "--departed",
        "left",
        "has no column left for --departed; it has email, State; for a file of people who have all left use "
            + "unsubscribed, bounced or complained."
    )]
    [TestCase(
        "--departed",
        "State=gone",
        "has --departed State=gone, and gone is no way to leave; use unsubscribed, bounced or complained."
    )]
    [TestCase("--status", "Status=active:x", "has no column Status for --status (did you mean State?).")]
    [TestCase(
        "--status",
        "State=actve:x",
        "has --status State=actve:x, and actve is no status (did you mean active?); use pending, active, paused, "
            + "expired, unsubscribed, bounced, complained."
    )]
    [TestCase(
        "--status",
        "State=active",
        "has --status State=active, and active names no words; write a status, a colon, and words with | between "
            + "them, such as active:Subscribed|Confirmed."
    )]
    [TestCase(
        "--status",
        "State=active:x,unsubscribed:X",
        "has --status State=active:x,unsubscribed:X, and X means both active and unsubscribed; name it once."
    )]
    [TestCase("--term-ends", "end", "has no column end for --term-ends; it has email, State.")]
    [TestCase("--ignore", "email", "has no other column for the address; leave that column to the import.")]
    public async Task An_option_that_does_not_fit_the_file_stops_the_import(
        string option,
        string value,
        string expected
    )
    {
        var answer = await _import.TextAsync("email,State\nana@example.org,CA\n", option, value);

        Assert.That((answer.Status, answer.Output), Is.EqualTo((2, "")));
        Assert.That(answer.Error, Is.EqualTo($"{_import.PathOf("people.csv")} {expected}\n"));
        Assert.That(await _import.PeopleAsync(), Is.Empty);
    }

    [Test]
    public async Task A_known_export_with_a_further_column_about_consent_stops_too()
    {
        const string Csv =
            "id,email,first_name,status,GDPR consent\n1,ana@example.org,Ana,active,yes\n"
            + "2,ben@example.org,Ben,active,no\n";

        var stopped = await _import.TextAsync(Csv);
        var answered = await _import.TextAsync(Csv, "--status", "GDPR consent");

        Assert.That((stopped.Status, answered.Status), Is.EqualTo((2, 0)), answered.Error);
        Assert.That(await _import.PeopleAsync(), Is.EqualTo(new[] { "ana active", "ben unsubscribed" }));
    }

    [Test]
    public async Task A_plain_status_column_accepts_common_words_only()
    {
        var answer = await _import.TextAsync(
            "email,Status\nana@example.org,Subscribed\nben@example.org,Opted Out\ncleo@example.org,cleaned\n"
                + "dan@example.org,Spam\neve@example.org,Unconfirmed\nfay@example.org,churned\n"
        );

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(
            await _import.PeopleAsync(),
            Is.EqualTo(new[] { "ana active", "ben unsubscribed", "cleo bounced", "dan complained", "eve pending" })
        );
    }

    [Test]
    public async Task Our_own_export_is_imported_without_options()
    {
        await _import.TextAsync(
            "email,first_name,last_name,time_zone,tags,status,created_at,confirmed_at,paused_until,term,term_ends_at\n"
                + "ana@example.org,Ana,Ruiz,Europe/Madrid,world,paused,"
                + "2025-06-01,2025-06-01,2026-02-01,paid,2026-06-01\n"
                + "ben@example.org,,,,,complained,,,,,\n"
        );
        var before = await _import.ListAsync();
        var all = _import.PathOf("all.csv");
        await _import.RunAsync("subscribers", "export", all);

        var answer = await _import.RunAsync("subscribers", "import", all);

        Assert.That(
            (answer.Status, answer.Output),
            Is.EqualTo((0, "2 rows: 0 added, 0 updated, 2 unchanged, 0 kept, 0 refused.\n")),
            answer.Error
        );
        Assert.That(await _import.ListAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task The_JSON_summary_names_the_meaning_of_each_column()
    {
        var answer = await _import.TextAsync(
            "Email Address,FNAME,opt_out,notes\nana@example.org,Ana,no,\n",
            "--departed",
            "opt_out",
            "--json"
        );

        Assert.That(
            answer.Output,
            Does.Contain(
                "\"taken_for\":{\"Email Address\":\"email\",\"FNAME\":\"first_name\",\"opt_out\":\"departed "
                    + "(unsubscribed)\"},\"ignored_columns\":[\"notes\"]"
            )
        );
    }
}
