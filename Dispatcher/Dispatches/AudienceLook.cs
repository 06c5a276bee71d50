using System.Globalization;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>Who an audience is now. Tests: AudiencesTests.</summary>
/// <param name="Audience"><c>all</c>, <c>trial</c>, <c>paid</c> or a tag.</param>
/// <param name="Readers">How many subscribers a freeze would choose now.</param>
/// <param name="Tags">The tags of all subscribers, in order; empty when somebody is in the audience.</param>
internal sealed record AudienceLook(string Audience, long Readers, IReadOnlyList<string> Tags)
{
    /// <summary>The audiences that are no tag.</summary>
    public static readonly IReadOnlyList<string> Fixed = ["all", "trial", "paid"];

    /// <summary>Other words for the audiences that are no tag: their letters are too far away.</summary>
    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["any"] = "all",
        ["everybody"] = "all",
        ["everyone"] = "all",
        ["subscribers"] = "all",
        ["free"] = "trial",
        ["trialing"] = "trial",
        ["trials"] = "trial",
        ["members"] = "paid",
        ["payed"] = "paid",
        ["payer"] = "paid",
        ["payers"] = "paid",
        ["paying"] = "paid",
        ["premium"] = "paid",
    };

    private const int MostNamed = 20;

    /// <summary>True for a tag that no subscriber has, active or not: most likely a slip of the pen.</summary>
    public bool IsUnknown => Readers == 0 && !Fixed.Contains(Audience) && !Tags.Contains(Audience);

    /// <summary>Why a dispatch to this audience would reach nobody, and what to do; null when it has readers.</summary>
    public string? Nobody =>
        Readers > 0 ? null
        : IsUnknown ? $"audience \"{Audience}\" has nobody in it, because no subscriber has this tag; {Meant()}"
        : Audience switch
        {
            "all" => "there is no active subscriber yet; add one: dispatcher subscriber add ADDRESS, or import a list.",
            "trial" => "audience \"trial\" has nobody in it now: no active subscriber is on trial.",
            "paid" => "audience \"paid\" has nobody in it now: no active subscriber has paid.",
            _ => $"audience \"{Audience}\" has nobody in it now: no active subscriber has this tag.",
        };

    /// <summary><c>1,204 readers (audience: paid)</c>.</summary>
    public string InWords =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Readers:N0} {(Readers == 1 ? "reader" : "readers")} (audience: {Audience})"
        );

    /// <summary>The audience that a mistyped one was meant to be; null when none is near.</summary>
    /// <param name="tags">The tags of all subscribers.</param>
    public static string? MeantBy(string audience, IEnumerable<string> tags) =>
        Words.GetValueOrDefault(audience) ?? DidYouMean.Closest(audience, Fixed.Concat(tags));

    private string Meant()
    {
        var known = Fixed.Concat(Tags).ToList();
        return MeantBy(Audience, Tags) is { } near
            ? $"did you mean {near}?"
            : $"there are: {string.Join(", ", known.Take(MostNamed))}{(known.Count > MostNamed ? " …" : ".")}";
    }
}
