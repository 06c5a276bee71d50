using Microsoft.Extensions.Logging.Abstractions;
using Newsletter.Dispatcher.Readers.Jobs;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Search;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Readers.Jobs;

[TestFixture, Integration]
internal sealed class ReaderJobsTests
{
    private static readonly ReaderFilter Active = new() { Status = SubscriberStatus.Active };

    private ReadersAtWork _work = null!;

    [SetUp]
    public async Task Prepare() => _work = await ReadersAtWork.CreateAsync(price: "€60");

    [TearDown]
    public void Clean() => _work.Dispose();

    [Test]
    public async Task A_tag_is_given_to_those_who_do_not_have_it_and_undone_for_them_alone()
    {
        await _work.AddManyAsync(120);
        await _work.At.AddAsync("gone@example.org", "unsubscribed");
        await _work.At.ExecuteAsync("INSERT INTO subscriber_tags VALUES (1, 'world'), (2, 'world'), (121, 'other')");

        var job = await _work.DoAsync(new(ReaderJobKind.AddTag, "world", Active, "account:7", "a test"));
        var tagged = await TagsAsync("world");
        await _work.At.ExecuteAsync("DELETE FROM subscriber_tags WHERE subscriber_id = 50");
        await _work.Jobs.UndoAsync(job.Id, ReadersAtWork.Nothing, CancellationToken.None);
        await _work.FinishAsync();
        var undone = await _work.JobAsync(job.Id);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (job.State, job.Seen, job.Changed, job.Percent),
                Is.EqualTo((ReaderJobState.Done, 120, 118, 100))
            );
            Assert.That(tagged, Is.EqualTo(120));
            Assert.That((undone.State, undone.Undone), Is.EqualTo((ReaderJobState.Undone, 117)));
            Assert.That(await TagsAsync("world"), Is.EqualTo(2), "those who had it before keep it");
            Assert.That(undone.CanBeUndone, Is.False);
        }
    }

    [Test]
    public async Task A_tag_is_taken_away_and_given_back()
    {
        await _work.AddManyAsync(3);
        await _work.At.ExecuteAsync("INSERT INTO subscriber_tags VALUES (1, 'world'), (3, 'world')");

        var job = await _work.DoAsync(new(ReaderJobKind.RemoveTag, "world", new(), "account:7"));
        var left = await TagsAsync("world");
        await _work.Jobs.UndoAsync(job.Id, ReadersAtWork.Nothing, CancellationToken.None);
        await _work.FinishAsync();

        Assert.That((job.Changed, left, await TagsAsync("world")), Is.EqualTo((2, 0, 2)));
    }

    [Test]
    public async Task Nobody_gets_more_tags_than_one_may_have()
    {
        await _work.AddManyAsync(1);
        for (var i = 0; i < SubscriberFields.MaxTags; i++)
        {
            await _work.At.ExecuteAsync($"INSERT INTO subscriber_tags VALUES (1, 't{i}')");
        }

        var job = await _work.DoAsync(new(ReaderJobKind.AddTag, "world", new(), "account:7"));

        Assert.That((job.Seen, job.Changed, await TagsAsync("world")), Is.EqualTo((1, 0, 0)));
    }

    [Test]
    public async Task A_pause_is_undone_unless_the_reader_changed_it_meanwhile()
    {
        await _work.AddManyAsync(3);
        await _work.At.ExecuteAsync(
            "UPDATE subscribers SET status = 'paused', paused_until = '2027-02-01' WHERE id = 2"
        );

        var job = await _work.DoAsync(new(ReaderJobKind.Pause, "2027-01-31", new(), "account:7"));
        var paused = await StandingAsync();
        await _work.Actions.ResumeAsync(3, ReadersAtWork.Nothing, CancellationToken.None);
        await _work.Jobs.UndoAsync(job.Id, ReadersAtWork.Nothing, CancellationToken.None);
        await _work.FinishAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(paused, Is.EqualTo("paused 2027-01-31, paused 2027-01-31, paused 2027-01-31"));
            Assert.That(await StandingAsync(), Is.EqualTo("active, paused 2027-02-01, active"));
            Assert.That((await _work.JobAsync(job.Id)).Undone, Is.EqualTo(2), "the third one was left alone");
            Assert.That(await _work.At.EventsAsync(1), Is.EqualTo(new[] { "paused until 2027-01-31", "resumed" }));
        }
    }

    [Test]
    public async Task A_resume_is_undone_with_the_day_of_before()
    {
        await _work.AddManyAsync(2);
        await _work.At.ExecuteAsync(
            "UPDATE subscribers SET status = 'paused', paused_until = CASE id WHEN 1 THEN '2027-02-01' END"
        );

        var job = await _work.DoAsync(new(ReaderJobKind.Resume, null, new(), "account:7"));
        var resumed = await StandingAsync();
        await _work.Jobs.UndoAsync(job.Id, ReadersAtWork.Nothing, CancellationToken.None);
        await _work.FinishAsync();

        Assert.That((resumed, await StandingAsync()), Is.EqualTo(("active, active", "paused 2027-02-01, paused")));
    }

    [Test]
    public async Task Extending_cannot_be_undone()
    {
        await _work.AddManyAsync(2);

        var job = await _work.DoAsync(new(ReaderJobKind.Extend, "2027-01-31", new(), "account:7", "the mail was late"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(job.Changed, Is.EqualTo(2));
            Assert.That(await _work.At.EventsAsync(2), Is.EqualTo(new[] { "extended 2027-01-31" }));
            Assert.That(await _work.Jobs.UndoAsync(job.Id, ReadersAtWork.Nothing, CancellationToken.None), Is.False);
        }
    }

    [Test]
    public async Task Only_what_bounces_led_to_is_lifted_for_many()
    {
        await _work.AddManyAsync(4, status: "bounced");
        await _work.At.ExecuteAsync(
            """
            INSERT INTO suppressions (email_key, kind, reason, created_at)
            VALUES ('many1@example.net', 'bounce', 'x', 0), ('many2@example.net', 'operator', 'x', 0),
                   ('many3@example.net', 'complaint', 'x', 0)
            """
        );

        var job = await _work.DoAsync(new(ReaderJobKind.Lift, null, new(), "account:7", "their server is back"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That((job.Seen, job.Changed), Is.EqualTo((4, 1)));
            Assert.That(await _work.At.StatusAsync("many1@example.net"), Is.EqualTo("active"));
            Assert.That(
                await _work.At.ListAsync("SELECT kind FROM suppressions ORDER BY kind"),
                Is.EqualTo(new[] { "complaint", "operator" })
            );
        }
    }

    /// <summary>Twelve thousand are three looks at the list; each is a restart of its own.</summary>
    [Test]
    public async Task A_job_goes_on_after_a_restart_and_nothing_is_done_twice()
    {
        await _work.AddManyAsync(12_000);
        var id = await _work.Jobs.AddAsync(
            new(ReaderJobKind.AddTag, "world", Active, "account:7"),
            ReadersAtWork.Nothing,
            CancellationToken.None
        );

        await _work.Jobs.StepAsync(CancellationToken.None);
        var first = await _work.JobAsync(id);
        await _work.FinishAsync();
        var done = await _work.JobAsync(id);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((first.State, first.Changed), Is.EqualTo((ReaderJobState.Running, ReaderQuery.WindowRows)));
            Assert.That(first.Percent, Is.EqualTo(41));
            Assert.That((done.Seen, done.Changed), Is.EqualTo((12_000, 12_000)));
        }
    }

    [Test]
    public async Task A_job_is_stopped_between_two_steps_and_what_it_did_can_be_undone()
    {
        await _work.AddManyAsync(12_000);
        var id = await _work.Jobs.AddAsync(
            new(ReaderJobKind.AddTag, "world", Active with { Words = ["many"] }, "account:7"),
            ReadersAtWork.Nothing,
            CancellationToken.None
        );
        await _work.IndexAsync();
        await _work.Jobs.StepAsync(CancellationToken.None);

        var isStopped = await _work.Jobs.CancelAsync(id, ReadersAtWork.Nothing, CancellationToken.None);
        var again = await _work.Jobs.CancelAsync(id, ReadersAtWork.Nothing, CancellationToken.None);
        await _work.FinishAsync();
        var stopped = await _work.JobAsync(id);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((isStopped, again), Is.EqualTo((true, false)));
            Assert.That(
                (stopped.State, stopped.Changed),
                Is.EqualTo((ReaderJobState.Cancelled, ReaderQuery.WindowRows))
            );
            Assert.That(stopped.Words, Is.Empty, "the words of a filter go with the job's end");
            Assert.That(stopped.CanBeUndone, Is.True);
        }
    }

    [Test]
    public async Task An_erased_reader_leaves_nothing_in_the_jobs()
    {
        await _work.AddManyAsync(2);
        var job = await _work.DoAsync(
            new(ReaderJobKind.AddTag, "world", new() { Words = ["many1@example.net"] }, "account:7")
        );
        await _work.IndexAsync();
        var second = await _work.DoAsync(
            new(ReaderJobKind.AddTag, "late", new() { Words = ["many1@example.net"] }, "account:7")
        );

        await _work.At.Erasure.EraseAsync(1, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((job.Changed, second.Changed), Is.EqualTo((0, 1)), "who is not in the index is not found");
            Assert.That(await _work.At.ListAsync("SELECT words FROM reader_jobs WHERE words <> ''"), Is.Empty);
            Assert.That(await _work.At.ListAsync("SELECT job_id FROM reader_job_changes"), Is.Empty);
        }
    }

    [Test]
    public async Task A_file_is_checked_first_and_then_imported()
    {
        await _work.At.AddAsync("ana@example.org", "active");
        var name = await UploadAsync("email,first_name\nana@example.org,Ana\nnobody\nben@example.org,Ben\n");

        var check = await _work.DoAsync(new(ReaderJobKind.ImportCheck, name, new(), "account:7"));
        var afterCheck = await _work.At.ScalarAsync<long>("SELECT count(*) FROM subscribers");
        var refused = await File.ReadAllTextAsync(_work.Uploads.RejectedOf(name)!);
        var import = await _work.DoAsync(new(ReaderJobKind.Import, name, new(), "account:7"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(check.State, Is.EqualTo(ReaderJobState.Done));
            Assert.That((check.Import!.Added, check.Import.Updated, check.Import.Refused), Is.EqualTo((1, 1, 1)));
            Assert.That(afterCheck, Is.EqualTo(1), "a check keeps nothing");
            Assert.That(refused, Does.Contain("nobody"));
            Assert.That((import.Import!.Added, import.Import.Updated), Is.EqualTo((1, 1)));
            Assert.That(await _work.At.StatusAsync("ben@example.org"), Is.EqualTo("active"));
            Assert.That(File.Exists(_work.Uploads.PathOf(name)), Is.False, "the addresses go with the import");
        }
    }

    [Test]
    public async Task A_file_that_cannot_be_read_says_why_and_one_that_is_gone_too()
    {
        var name = await UploadAsync("colour\nred\n");

        var unread = await _work.DoAsync(new(ReaderJobKind.ImportCheck, name, new(), "account:7"));
        var gone = await _work.DoAsync(new(ReaderJobKind.Import, name, new(), "account:7"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(unread.State, Is.EqualTo(ReaderJobState.Failed));
            Assert.That(unread.Problem, Does.StartWith("The file has no column email"));
            Assert.That(gone.Problem, Is.EqualTo("The uploaded file is gone; upload it again."));
        }
    }

    [Test]
    public async Task An_import_that_was_stopped_keeps_what_it_has_and_says_so()
    {
        var rows = string.Concat(Enumerable.Range(0, 12_000).Select(i => $"r{i}@example.org\n"));
        var name = await UploadAsync("email\n" + rows);
        var id = await _work.Jobs.AddAsync(
            new(ReaderJobKind.Import, name, new(), "account:7"),
            ReadersAtWork.Nothing,
            CancellationToken.None
        );

        // The trigger is somebody who presses Stop when the first batch is through.
        await _work.At.ExecuteAsync(
            "CREATE TRIGGER stop AFTER UPDATE OF done_part ON reader_jobs BEGIN "
                + "UPDATE reader_jobs SET state = 'cancelled' WHERE id = new.id; END"
        );
        await _work.FinishAsync();
        var job = await _work.JobAsync(id);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(job.State, Is.EqualTo(ReaderJobState.Cancelled));
            Assert.That(await _work.At.ScalarAsync<long>("SELECT count(*) FROM subscribers"), Is.InRange(5000, 10_000));
        }
    }

    [Test]
    public async Task Uploads_are_private_limited_and_go_after_two_days()
    {
        var name = await UploadAsync("email\n");
        var path = _work.Uploads.PathOf(name);
        var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);
        var endless = await _work.Uploads.KeepAsync(new Endless(), CancellationToken.None);
        var files = Directory.GetFiles(Path.GetDirectoryName(path)!);
        _work.Uploads.DropOld();
        var isThere = File.Exists(path);
        File.SetLastWriteTimeUtc(path, _work.At.Clock.GetUtcNow().UtcDateTime.AddDays(-3));
        _work.Uploads.DropOld();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(mode, Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.That(endless, Is.Null);
            Assert.That(files, Is.EqualTo(new[] { path }), "what was too large is gone at once");
            Assert.That((isThere, File.Exists(path)), Is.EqualTo((true, false)));
            Assert.That(_work.Uploads.PathOf("../../etc/passwd"), Does.EndWith("uploads/passwd"));
        }
    }

    [Test]
    public async Task The_service_does_a_job_within_a_second()
    {
        await _work.AddManyAsync(1);
        using var service = new ReaderJobService(
            _work.Jobs,
            _work.Uploads,
            _work.At.Clock,
            NullLogger<ReaderJobService>.Instance
        );
        await service.StartAsync(CancellationToken.None);
        var id = await _work.Jobs.AddAsync(
            new(ReaderJobKind.AddTag, "world", new(), "account:7"),
            ReadersAtWork.Nothing,
            CancellationToken.None
        );

        while ((await _work.JobAsync(id)).State.IsOpen())
        {
            _work.At.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        await service.StopAsync(CancellationToken.None);
        Assert.That(await TagsAsync("world"), Is.EqualTo(1));
    }

    private async Task<string> UploadAsync(string text)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        return (await _work.Uploads.KeepAsync(content, CancellationToken.None))!;
    }

    private Task<long> TagsAsync(string tag) =>
        _work.At.ScalarAsync<long>($"SELECT count(*) FROM subscriber_tags WHERE tag = '{tag}'")!;

    private async Task<string> StandingAsync() =>
        string.Join(
            ", ",
            await _work.At.ListAsync("SELECT status || coalesce(' ' || paused_until, '') FROM subscribers ORDER BY id")
        );

    /// <summary>More than anybody uploads.</summary>
    private sealed class Endless : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
