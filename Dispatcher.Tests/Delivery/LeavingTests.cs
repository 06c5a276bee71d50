using Dapper;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Delivery;

/// <summary>A subscriber who leaves while an issue is sent gets nothing from then on.</summary>
[TestFixture, Integration]
internal sealed class LeavingTests
{
    private const int Readers = 800;

    [Test]
    public async Task Two_hundred_who_leave_in_the_middle_of_a_dispatch_get_no_message_later()
    {
        using var work = await Workplace.CreateAsync(Readers);
        await using var server = ScriptedSmtpServer.Start();
        var left = new List<string>();
        server.On(Stage.AfterData, SmtpAction.Wait(TimeSpan.FromMilliseconds(10)).Then(SmtpAction.AsUsual));

        var sending = work.SendAllAsync(work.Relay(server.Port));
        foreach (
            var id in Enumerable
                .Range(1, Readers)
                .Except([.. Enumerable.Range(1, Readers).Where(i => i % 2 == 0)])
                .OrderBy(_ => Random.Shared.Next())
                .Take(200)
        )
        {
            // The mark is set before the commit lets the sender continue: a reader whose delivery has not begun by then
            // gets nothing.
            await work.Database.InTransactionAsync(
                async (connection, transaction) =>
                {
                    await connection.ExecuteAsync(
                        "UPDATE subscribers SET status = 'unsubscribed' WHERE id = @id",
                        new { id },
                        transaction
                    );
                    var state = await connection.ExecuteScalarAsync<string>(
                        "SELECT state FROM deliveries WHERE subscriber_id = @id",
                        new { id },
                        transaction
                    );
                    if (state is "pending")
                    {
                        left.Add($"reader{id}@example.org");
                    }

                    return state;
                },
                CancellationToken.None
            );
        }

        var dispatch = await sending;
        var counts = await work.CountsAsync(dispatch);

        Assert.That(server.Received.SelectMany(message => message.Recipients).Intersect(left), Is.Empty);
        Assert.That(left, Has.Count.GreaterThan(20), "they left in the middle of it");
        Assert.That(counts.GetValueOrDefault("skipped"), Is.EqualTo(left.Count));
        Assert.That(counts.Values.Sum(), Is.EqualTo(Readers));
        Assert.That(server.Messages, Has.Count.EqualTo(counts["sent"]));
    }
}
