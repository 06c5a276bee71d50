using System.Globalization;
using System.Text.Json;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tokens;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Mails;

/// <summary>Checks the templates of all mails before one is needed. Tests: MailComposerTests.</summary>
internal static class MailTemplates
{
    /// <summary>An invented issue.</summary>
    public static readonly LatestIssue Latest = new() { IssueSlug = "a-title", Title = "A title" };

    private static readonly DateTimeOffset FirstIssue = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly LastDay = new(2026, 11, 27);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>Renders each kind twice: for a person with all data, and for one with none.</summary>
    /// <returns>The faults, each once: errors of mails that cannot be made, and warnings about finished
    /// ones.</returns>
    public static IReadOnlyList<Problem> Check(string templatesFolder, NewsletterSettings newsletter)
    {
        var (templates, unparsed) = TemplateSet.Load(templatesFolder);
        var needed = MailKinds
            .WithTemplate.SelectMany(kind => TemplateReach.Names(templates, kind.Word()))
            .ToHashSet(StringComparer.Ordinal);
        var used = unparsed.Where(problem => needed.Contains(problem.File["templates/".Length..])).ToList();
        return used.Count > 0
            ? used
            : [.. MailKinds.WithTemplate.SelectMany(kind => Check(kind, templates, newsletter)).Distinct()];
    }

    /// <summary>A mail of a kind, invented; its links name nobody.</summary>
    /// <param name="isFull">True with every value there is; false with as few as a mail of this kind can have.</param>
    /// <param name="at">When it was queued; by default in 1970.</param>
    /// <param name="language">In which the days are said.</param>
    public static DueMail Sample(
        MailKind kind,
        bool isFull = true,
        DateTimeOffset? at = null,
        string language = "en"
    ) =>
        new()
        {
            Id = 0,
            Kind = kind,
            SubscriberId = 0,
            Email = "ana@example.org",
            MailValues = JsonSerializer.Serialize(
                MailRules.IsToStranger(kind) || kind is MailKind.FreshLink || isFull
                    ? new Dictionary<string, string>
                    {
                        ["confirmation_id"] = "0",
                        ["confirmation_expires"] = (At(at) + Week)
                            .ToUnixTimeSeconds()
                            .ToString(CultureInfo.InvariantCulture),
                        ["first_issue"] = new LocalDates(language).Moment(FirstIssue, TimeZoneInfo.Utc),
                        ["until"] = new LocalDates(language).Day(LastDay),
                        ["link_matter"] = kind is MailKind.FreshLink ? "erase" : "refuse",
                        ["link_seed"] = "sample",
                    }
                    : []
            ),
            Attempts = 0,
            Resends = 0,
            CreatedAt = At(at),
            ExpiresAt = At(at) + Week,
            FirstName = isFull ? "Ana" : null,
            LastName = isFull ? "Ruiz" : null,
            Status = SubscriberStatus.Active,
            Term = isFull ? SubscriberTerm.Trial : null,
        };

    private static DateTimeOffset At(DateTimeOffset? at) => at ?? DateTimeOffset.UnixEpoch;

    private static IEnumerable<Problem> Check(MailKind kind, TemplateSet templates, NewsletterSettings newsletter)
    {
        var tokens = new SignedToken([new SigningKey("sample", new byte[32])]);
        foreach (var isFull in new[] { true, false })
        {
            var composer = new MailComposer(newsletter, tokens, canPay: isFull);
            var (mail, latest) = (Sample(kind, isFull, language: newsletter.Language), isFull ? Latest : null);
            if (composer.Compose(mail, templates, latest, out var problem) is null)
            {
                yield return problem!;
                continue;
            }

            foreach (var finding in PageCheck.Problems(composer.Page(mail, templates, latest, out _)!, newsletter))
            {
                yield return finding;
            }
        }
    }
}
