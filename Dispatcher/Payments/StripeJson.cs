using System.Text.Json;

namespace Newsletter.Dispatcher.Payments;

/// <summary>Looks into JSON of others: whatever is missing or of another type is null.</summary>
internal static class StripeJson
{
    public static JsonElement? At(this JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
            {
                return null;
            }
        }

        return json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : json;
    }

    public static string? Text(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The id of an object that is either named or written out.</summary>
    public static string? Id(this JsonElement json, params ReadOnlySpan<string> path) =>
        (json.Text(path) ?? json.At(path)?.Text("id")) is { Length: > 0 and <= 255 } id ? id : null;

    public static long? Number(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    /// <summary>Unix seconds of the years 1970 to 9999.</summary>
    public static DateTimeOffset? Instant(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.Number(path) is { } seconds and >= 0 and <= 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    public static bool Flag(this JsonElement json, string name) => json.At(name) is { ValueKind: JsonValueKind.True };

    public static IReadOnlyList<JsonElement> List(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];
}
