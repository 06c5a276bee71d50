using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Tests.Suppressions;

[TestFixture]
internal sealed class SuppressionPolicyTests
{
    private static readonly DateTimeOffset Today = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    [TestCase(RefusalCause.DeadAddress, SuppressionVerdict.Suppress)]
    [TestCase(RefusalCause.Disabled, SuppressionVerdict.Suppress)]
    [TestCase(RefusalCause.DeadDomain, SuppressionVerdict.Counted)]
    [TestCase(RefusalCause.MailboxFull, SuppressionVerdict.Counted)]
    [TestCase(RefusalCause.Routing, SuppressionVerdict.Counted)]
    [TestCase(RefusalCause.Unspecified, SuppressionVerdict.Counted)]
    [TestCase(RefusalCause.Content, SuppressionVerdict.None)]
    [TestCase(RefusalCause.Sender, SuppressionVerdict.None)]
    [TestCase(RefusalCause.Protocol, SuppressionVerdict.None)]
    [TestCase(RefusalCause.Policy, SuppressionVerdict.None)]
    [TestCase(RefusalCause.Internal, SuppressionVerdict.None)]
    public void One_refusal_is_enough_only_where_it_names_the_mailbox(RefusalCause cause, SuppressionVerdict verdict) =>
        Assert.That(Decide(Failed(0, cause)).Verdict, Is.EqualTo(verdict));

    [TestCase(RefusalCause.Content)]
    [TestCase(RefusalCause.Sender)]
    [TestCase(RefusalCause.Protocol)]
    [TestCase(RefusalCause.Policy)]
    [TestCase(RefusalCause.Internal)]
    public void What_is_no_fault_of_the_address_never_adds_up(RefusalCause cause) =>
        Assert.That(
            Decide([.. Enumerable.Range(0, 30).Select(day => Failed(day, cause))]),
            Is.EqualTo(Suppression.None)
        );

    [TestCase(23.9, SuppressionVerdict.Counted)]
    [TestCase(24, SuppressionVerdict.Suppress)]
    [TestCase(72, SuppressionVerdict.Suppress)]
    public void A_domain_is_dead_at_the_second_strike_a_day_later(double hours, SuppressionVerdict verdict)
    {
        var first = Failed(1, RefusalCause.DeadDomain) with { At = Today.AddHours(-hours) };

        Assert.That(Decide(Failed(0, RefusalCause.DeadDomain), first).Verdict, Is.EqualTo(verdict));
    }

    [Test]
    public void Three_strikes_within_a_day_are_one() =>
        Assert.That(
            Decide(
                Failed(0, RefusalCause.DeadDomain),
                Failed(1, RefusalCause.DeadDomain) with
                {
                    At = Today.AddHours(-1),
                },
                Failed(2, RefusalCause.DeadDomain) with
                {
                    At = Today.AddHours(-23),
                }
            ),
            Is.EqualTo(Suppression.Counted)
        );

    [Test]
    public void A_domain_that_took_mail_in_between_is_not_dead() =>
        Assert.That(
            Decide(Failed(0, RefusalCause.DeadDomain), Sent(1), Failed(4, RefusalCause.DeadDomain)),
            Is.EqualTo(Suppression.Counted)
        );

    [TestCase(RefusalCause.MailboxFull)]
    [TestCase(RefusalCause.Transient)]
    [TestCase(RefusalCause.Routing)]
    public void A_soft_refusal_counts_to_five_over_fourteen_days(RefusalCause cause)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Decide(Soft(0, 4, 7, 11, 14)).Verdict, Is.EqualTo(SuppressionVerdict.Suppress));
            Assert.That(Decide(Soft(0, 4, 7, 11, 14)).Reason, Is.EqualTo("not delivered for 5 issues over 14 days"));
            Assert.That(Decide(Soft(0, 4, 7, 11, 13)), Is.EqualTo(Suppression.Counted), "too soon");
            Assert.That(Decide(Soft(0, 4, 7, 14)), Is.EqualTo(Suppression.Counted), "too few");
            Assert.That(
                Decide(Soft(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
                Is.EqualTo(Suppression.Counted),
                "many, but too soon"
            );
            Assert.That(Decide(Soft(0, 4, 4, 14, 14)), Is.EqualTo(Suppression.Counted), "the same issue twice is one");
        }

        DeliveryResult[] Soft(params int[] days) => [.. days.Select(day => Expired(day, cause))];
    }

    [Test]
    public void One_accept_in_between_begins_the_count_anew() =>
        Assert.That(
            Decide(
                Expired(0, RefusalCause.MailboxFull),
                Expired(3, RefusalCause.MailboxFull),
                Sent(4),
                Expired(7, RefusalCause.MailboxFull),
                Expired(11, RefusalCause.MailboxFull),
                Expired(14, RefusalCause.MailboxFull),
                Expired(15, RefusalCause.MailboxFull)
            ),
            Is.EqualTo(Suppression.Counted)
        );

    [Test]
    public void Soft_causes_of_all_kinds_add_up() =>
        Assert.That(
            Decide(
                Failed(0, RefusalCause.MailboxFull),
                Expired(3, RefusalCause.Transient),
                Failed(7, RefusalCause.Routing),
                Failed(10, RefusalCause.Unspecified),
                Expired(14, RefusalCause.MailboxFull)
            ).Verdict,
            Is.EqualTo(SuppressionVerdict.Suppress)
        );

    [Test]
    public void What_says_nothing_neither_counts_nor_wipes_the_slate() =>
        Assert.That(
            Decide(
                Expired(0, RefusalCause.MailboxFull),
                Result(1, DeliveryState.Uncertain),
                Expired(3, RefusalCause.MailboxFull),
                Failed(4, RefusalCause.Policy),
                Expired(7, RefusalCause.MailboxFull),
                Result(8, DeliveryState.Skipped),
                Expired(10, RefusalCause.MailboxFull),
                Result(11, DeliveryState.Expired),
                Expired(14, RefusalCause.MailboxFull)
            ).Reason,
            Is.EqualTo("not delivered for 5 issues over 14 days")
        );

    [TestCase(2, SuppressionVerdict.Counted)]
    [TestCase(3, SuppressionVerdict.Suppress)]
    public void A_bare_refusal_is_believed_the_third_time(int issues, SuppressionVerdict verdict) =>
        Assert.That(
            Decide([.. Enumerable.Range(0, issues).Select(day => Failed(day, RefusalCause.Unspecified))]).Verdict,
            Is.EqualTo(verdict)
        );

    [TestCase(DeliveryState.Deferred)]
    [TestCase(DeliveryState.Sent)]
    [TestCase(DeliveryState.Uncertain)]
    [TestCase(DeliveryState.Skipped)]
    [TestCase(DeliveryState.Pending)]
    public void Only_a_delivery_that_failed_or_expired_says_something(DeliveryState state) =>
        Assert.That(
            Decide([
                Result(0, state) with
                {
                    Cause = RefusalCause.DeadAddress,
                },
                .. Enumerable.Range(1, 20).Select(day => Failed(day, RefusalCause.MailboxFull)),
            ]),
            Is.EqualTo(Suppression.None)
        );

    [Test]
    public void A_delivery_that_expired_while_the_relay_was_down_says_nothing() =>
        Assert.That(
            Decide([.. Enumerable.Range(0, 30).Select(day => Result(day, DeliveryState.Expired))]),
            Is.EqualTo(Suppression.None)
        );

    [Test]
    public void Nothing_is_decided_about_nobody() => Assert.That(Decide(), Is.EqualTo(Suppression.None));

    private static Suppression Decide(params DeliveryResult[] newestFirst) => SuppressionPolicy.Decide(newestFirst);

    private static DeliveryResult Failed(int daysAgo, RefusalCause cause) =>
        Result(daysAgo, DeliveryState.Failed) with
        {
            Cause = cause,
        };

    private static DeliveryResult Expired(int daysAgo, RefusalCause cause) =>
        Result(daysAgo, DeliveryState.Expired) with
        {
            Cause = cause,
        };

    private static DeliveryResult Sent(int daysAgo) => Result(daysAgo, DeliveryState.Sent);

    private static DeliveryResult Result(int daysAgo, DeliveryState state) =>
        new()
        {
            Slot = Today.AddDays(-daysAgo),
            At = Today.AddDays(-daysAgo),
            State = state,
        };
}
