using System.Text;
using System.Text.Json;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// Notices of Amazon SES that arrive by mail as JSON (SNS with an address as its target).
/// Tests: BounceMessageTests.
/// </summary>
internal static class ProviderNotice
{
    private const int MaxRecipients = 100;

    private static readonly string[] Amazons = [".amazonaws.com", "@amazonses.com", ".amazonses.com"];

    /// <summary>True where Amazon is named as the author; anybody could paste such a notice into a mail.</summary>
    public static bool IsFrom(string? from) =>
        BounceAddress
            .All(from ?? "")
            .Any(one => Amazons.Any(domain => one.EndsWith(domain, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Kind and results, or null where the words are no such notice.</summary>
    public static (BounceKind Kind, IReadOnlyList<BounceResult> Results)? Read(IReadOnlyList<string> lines)
    {
        // Long lines were folded at a thousand characters by a line break and a blank.
        var text = string.Join('\n', lines).TrimStart();
        if (!text.StartsWith('{') || !text.Contains("notificationType", StringComparison.Ordinal))
        {
            return null;
        }

        using var outer =
            Parse(text)
            ?? Parse(text.Replace("\n ", "", StringComparison.Ordinal))
            ?? Parse(text.Replace("\n", "", StringComparison.Ordinal));
        if (outer is null)
        {
            return null;
        }

        if (outer.RootElement.Text("Message") is not { } message)
        {
            return Read(outer.RootElement);
        }

        using var inner = Parse(message);
        return inner is null ? null : Read(inner.RootElement);
    }

    private static (BounceKind Kind, IReadOnlyList<BounceResult> Results)? Read(JsonElement notice) =>
        notice.Text("notificationType") switch
        {
            "Bounce" when notice.At("bounce") is { } bounce => (
                BounceKind.Bounce,
                [.. People(bounce, "bouncedRecipients").Select(Bounced)]
            ),
            "Complaint" when notice.At("complaint") is { } complaint => (
                BounceKind.Complaint,
                [
                    .. People(complaint, "complainedRecipients")
                        .Select(one => new BounceResult(
                            one.Text("emailAddress"),
                            null,
                            "",
                            BounceReason.Complaint,
                            false
                        )),
                ]
            ),
            _ => (BounceKind.Other, []),
        };

    private static BounceResult Bounced(JsonElement recipient)
    {
        var failure = new RecipientStatus(
            recipient.Text("emailAddress"),
            null,
            "failed",
            BounceStatus.OfField(recipient.Text("status")),
            recipient.Text("diagnosticCode") ?? "",
            Category: "",
            IsProgram: false
        );
        return BounceJudge.Of(failure, notice: "", reportingMta: "");
    }

    private static IEnumerable<JsonElement> People(JsonElement notice, string name) =>
        notice.List(name).Take(MaxRecipients);

    /// <summary>
    /// The first JSON value of a text; null where it is none. What follows it, such as a footer, is left.
    /// </summary>
    private static JsonDocument? Parse(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = 32 });
        try
        {
            return JsonDocument.TryParseValue(ref reader, out var document) ? document : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
