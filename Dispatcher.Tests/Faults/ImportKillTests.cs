using System.Globalization;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Faults;

/// <summary>
/// An import of the real program is killed half-way: when it is repeated, the result is the same as without the kill.
/// </summary>
[TestFixture, EndToEnd]
internal sealed class ImportKillTests
{
    private const int Rows = 150_000;

    [Test]
    public async Task An_import_that_is_killed_and_repeated_has_the_same_result()
    {
        using var newsletter = new InstalledNewsletter(port: 25);
        newsletter.Write(
            "people.csv",
            "id,email,first_name,status,tags\n"
                + string.Concat(
                    Enumerable
                        .Range(0, Rows)
                        .Select(i =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{i},reader{i}@example.com,Ana,{(i % 10 == 0 ? "cancelled" : "active")},\"a,b\"\n"
                            )
                        )
                )
        );
        // On a busy machine the import may end before the kill: then it is done once more.
        var half = 0L;
        for (var attempt = 0; attempt < 10 && half is 0 or Rows; attempt++)
        {
            newsletter.DeleteDatabase();
            await using var program = newsletter.Start("subscribers", "import", "people.csv");
            await WaitForSomeAsync(newsletter, program);
            program.Send(Signal.Kill);
            await program.WaitAsync(TimeSpan.FromSeconds(30));
            half = await CountAsync(newsletter);
        }

        var (status, output) = await newsletter.RunAsync("subscribers", "import", "people.csv");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(half, Is.InRange(1, Rows - 1), "the import was killed in the middle");
            Assert.That(half % 5000, Is.Zero, "whole batches");
            Assert.That(status, Is.Zero, output);
            Assert.That(
                output,
                Does.Contain(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Rows:N0} rows: {Rows - half:N0} added, 0 updated, {half:N0} unchanged, 0 kept, 0 refused."
                    )
                )
            );
            Assert.That(await CountAsync(newsletter), Is.EqualTo(Rows));
            Assert.That(await CountAsync(newsletter, SubscriberStatus.Unsubscribed), Is.EqualTo(Rows / 10));
        }
    }

    private static async Task WaitForSomeAsync(InstalledNewsletter newsletter, ChildProcess program)
    {
        while (!program.HasExited && (!File.Exists(newsletter.DatabasePath) || await CountAsync(newsletter) == 0))
        {
            await Task.Delay(10);
        }
    }

    private static async Task<long> CountAsync(InstalledNewsletter newsletter, SubscriberStatus? status = null)
    {
        var database = new Database($"Data Source={newsletter.DatabasePath};Pooling=False");
        await Migrator.MigrateAsync(database, CancellationToken.None);
        var counts = await new SubscriberList(database, TimeProvider.System).CountsAsync(CancellationToken.None);
        return counts.Where(row => status is null || row.Status == status).Sum(row => row.Count);
    }
}
