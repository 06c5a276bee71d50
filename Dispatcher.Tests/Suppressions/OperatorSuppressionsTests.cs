using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Suppressions;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Suppressions;

[TestFixture, Integration]
internal sealed class OperatorSuppressionsTests
{
    private static readonly EmailAddress Reader = EmailAddress.Parse("Reader1@example.org");

    [Test]
    public async Task What_is_written_alongside_is_written_only_with_a_change()
    {
        using var work = await Workplace.CreateAsync(subscribers: 1);
        var noted = 0;
        var hand = new OperatorSuppressions(
            work.Database,
            work.Clock,
            (_, _) =>
            {
                noted++;
                return Task.CompletedTask;
            }
        );

        var answers = new[]
        {
            await hand.AddAsync(Reader, "asked by letter", CancellationToken.None),
            await hand.AddAsync(Reader, "again", CancellationToken.None),
            await hand.LiftAsync(Reader.Key, reactivate: true, CancellationToken.None),
            await hand.LiftAsync(Reader.Key, reactivate: true, CancellationToken.None),
        };

        Assert.That(answers, Is.EqualTo(new[] { true, false, true, false }));
        Assert.That(noted, Is.EqualTo(2));
    }

    [Test]
    public async Task Where_the_note_cannot_be_written_nothing_is_suppressed()
    {
        using var work = await Workplace.CreateAsync(subscribers: 1);
        var hand = new OperatorSuppressions(
            work.Database,
            work.Clock,
            (_, _) => throw new IOException("The disk is full.")
        );

        await Assert.ThatAsync(
            () => hand.AddAsync(Reader, "asked by letter", CancellationToken.None),
            Throws.InstanceOf<IOException>()
        );
        Assert.That(await new SuppressionList(work.Database).CountAsync(new(), CancellationToken.None), Is.Zero);
    }
}
