using Newsletter.Dispatcher.Backups;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Suppressions;
using Prometheus;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// The service's numbers in Prometheus' text format. docs/operations.md lists them.
/// Tests: MetricsTests.
/// </summary>
internal static class MetricsText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>More would make a series of every misspelt domain.</summary>
    private const int MostDomains = 20;

    /// <param name="red">Names of what is red now.</param>
    /// <param name="waiting">What waits now.</param>
    /// <param name="backup">The newest good one that the service made; null where it makes none.</param>
    public static async Task<byte[]> OfAsync(
        ServiceNumbers numbers,
        IReadOnlyList<string> red,
        IReadOnlyList<Waiting> waiting,
        BackupFile? backup,
        CancellationToken cancellationToken
    )
    {
        // A registry for this text alone: what is no longer so leaves no series behind.
        var registry = Metrics.NewCustomRegistry();
        var make = Metrics.WithCustomRegistry(registry);
        Add(make, numbers, red);
        Add(make, waiting);
        if (numbers.Use is { } use)
        {
            Add(make, use);
        }

        if (backup is not null)
        {
            Add(make, backup);
        }

        if (numbers is { Newest: { } dispatch, OfNewest: { } became })
        {
            Add(make, dispatch, became);
        }

        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text, cancellationToken);
        return text.ToArray();
    }

    private static void Add(MetricFactory make, BackupFile backup)
    {
        make.CreateGauge("newsletter_backup_timestamp_seconds", "When the newest good backup was made.")
            .Set(backup.MadeAt.ToUnixTimeSeconds());
        make.CreateGauge("newsletter_backup_bytes", "Size of the newest good backup.").Set(backup.Octets);
    }

    private static void Add(MetricFactory make, ServiceNumbers numbers, IReadOnlyList<string> red)
    {
        make.CreateGauge("newsletter_ready", "1 when nothing keeps the next issue from going out, as /readyz says.")
            .Set(red.Count == 0 ? 1 : 0);
        var checks = make.CreateGauge("newsletter_check_red", "1 for each check that is red.", "check");
        foreach (var check in red)
        {
            checks.WithLabels(check).Set(1);
        }

        var subscribers = make.CreateGauge("newsletter_subscribers", "Subscribers by status.", "status");
        foreach (var status in SubscriberStatuses.Words.All)
        {
            subscribers.WithLabels(status).Set(numbers.Subscribers.GetValueOrDefault(status));
        }

        var suppressions = make.CreateGauge("newsletter_suppressions", "Addresses that get nothing, by why.", "reason");
        foreach (var reason in SuppressionKinds.Words.All)
        {
            suppressions.WithLabels(reason).Set(numbers.Suppressions.GetValueOrDefault(reason));
        }

        var mails = make.CreateGauge(
            "newsletter_mails",
            "Mails to one person, under way or ended within a day.",
            "kind",
            "state"
        );
        foreach (var mail in numbers.Mails)
        {
            mails.WithLabels(mail.Kind, mail.State).Set(mail.Count);
        }
    }

    private static void Add(MetricFactory make, DatabaseUse use)
    {
        var bytes = make.CreateGauge("newsletter_database_bytes", "Size of the database file, by use.", "use");
        bytes.WithLabels("rows").Set(use.Used);
        bytes.WithLabels("free").Set(use.Free);
        Time(
            make,
            "newsletter_retention_timestamp_seconds",
            "When old deliveries last became counts; absent before the first time.",
            use.Last?.EndedAt
        );
    }

    private static void Add(MetricFactory make, IReadOnlyList<Waiting> waiting)
    {
        // Always there, since a series that is missing raises no alarm.
        make.CreateGauge(
                "newsletter_waiting_readers",
                "Readers without an issue that is due and waits, or will be late."
            )
            .Set(waiting.Sum(one => one.Readers ?? 0));
        var waits = make.CreateGauge(
            "newsletter_waiting",
            "1 for each dispatch or slot that is due and waits, or will be late.",
            "what",
            "cause"
        );
        foreach (var one in waiting)
        {
            waits.WithLabels(one.About, one.Cause.Word()).Set(1);
        }

        Time(
            make,
            "newsletter_waiting_deadline_timestamp_seconds",
            "The first deadline of what waits; absent when nothing does.",
            waiting.Min(one => one.Deadline)
        );
        Time(
            make,
            "newsletter_waiting_until_timestamp_seconds",
            "When the first of what waits is given up; absent when nothing does.",
            waiting.Min(one => (DateTimeOffset?)one.Until)
        );
    }

    private static void Add(MetricFactory make, Dispatch dispatch, DispatchNumbers became)
    {
        make.CreateGauge(
                "newsletter_dispatch_id",
                "Number of the dispatch that was begun last; the following are about it."
            )
            .Set(dispatch.Id);
        make.CreateGauge("newsletter_dispatch_recipients", "Readers it is for.").Set(dispatch.Recipients);
        var states = make.CreateGauge("newsletter_dispatch_state", "1 for the state that it is in.", "state");
        states.WithLabels(dispatch.State.Word()).Set(1);
        Time(
            make,
            "newsletter_dispatch_started_timestamp_seconds",
            "When its first message was due to go.",
            dispatch.StartedAt
        );
        Time(
            make,
            "newsletter_ledger_written_timestamp_seconds",
            "When an outcome was last written down.",
            became.WrittenAt
        );
        Time(
            make,
            "newsletter_dispatch_finished_timestamp_seconds",
            "When it ended; absent while it runs.",
            dispatch.FinishedAt
        );
        AddOutcome(make, became);
        AddInboxRates(make, DomainNumbers.Sum("", became.Domains));
        Add(make, became.Largest(MostDomains));
    }

    private static void AddOutcome(MetricFactory make, DispatchNumbers became)
    {
        var deliveries = make.CreateGauge("newsletter_deliveries", "Its deliveries by state.", "state");
        foreach (var state in DeliveryStates.Words.Values)
        {
            deliveries.WithLabels(state.Word()).Set(became.States.GetValueOrDefault(state));
        }

        var failures = make.CreateGauge(
            "newsletter_deliveries_failed",
            "Its failed deliveries by what the refusal meant.",
            "class"
        );
        foreach (var cause in RefusalCauses.Words.All)
        {
            failures.WithLabels(cause).Set(became.Failures.GetValueOrDefault(cause));
        }
    }

    /// <param name="whole">All domains together.</param>
    private static void AddInboxRates(MetricFactory make, DomainNumbers whole)
    {
        make.CreateGauge("newsletter_soft_bounces", "Its bounces that say nothing final about the address.")
            .Set(whole.SoftBounces);
        make.CreateGauge(
                "newsletter_dead_addresses",
                "Its recipients whose address is dead, told at once or by a bounce."
            )
            .Set(whole.Dead);
        make.CreateGauge("newsletter_complaints", "Its recipients who marked it as spam.").Set(whole.Complaints);
        make.CreateGauge(
                "newsletter_dead_address_ratio",
                "Dead addresses of those who got it; inboxes want less than 0.02."
            )
            .Set(whole.Rates.DeadShare);
        make.CreateGauge("newsletter_complaint_ratio", "Complaints of those who got it; inboxes want less than 0.001.")
            .Set(whole.Rates.ComplaintShare);
    }

    private static void Add(MetricFactory make, IReadOnlyList<DomainNumbers> domains)
    {
        var deliveries = make.CreateGauge(
            "newsletter_domain_deliveries",
            "Its deliveries by domain of the recipients.",
            "domain",
            "state"
        );
        var soft = make.CreateGauge("newsletter_domain_soft_bounces", "Its soft bounces by domain.", "domain");
        var dead = make.CreateGauge(
            "newsletter_domain_dead_address_ratio",
            "Dead addresses of those who got it, by domain.",
            "domain"
        );
        var complaints = make.CreateGauge(
            "newsletter_domain_complaint_ratio",
            "Complaints of those who got it, by domain.",
            "domain"
        );
        foreach (var domain in domains)
        {
            deliveries.WithLabels(domain.Domain, DeliveryState.Sent.Word()).Set(domain.Sent);
            deliveries.WithLabels(domain.Domain, DeliveryState.Deferred.Word()).Set(domain.Deferred);
            deliveries.WithLabels(domain.Domain, DeliveryState.Failed.Word()).Set(domain.Failed);
            soft.WithLabels(domain.Domain).Set(domain.SoftBounces);
            dead.WithLabels(domain.Domain).Set(domain.Rates.DeadShare);
            complaints.WithLabels(domain.Domain).Set(domain.Rates.ComplaintShare);
        }
    }

    private static void Time(MetricFactory make, string name, string help, DateTimeOffset? at)
    {
        if (at is { } when)
        {
            make.CreateGauge(name, help).Set(when.ToUnixTimeMilliseconds() / 1000.0);
        }
    }
}
