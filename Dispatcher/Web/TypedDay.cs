using System.Globalization;
using Newsletter.Dispatcher.Subscriptions.Wishes;

namespace Newsletter.Dispatcher.Web;

/// <summary>The day in the field of a form, as a browser's calendar writes it. Tests: FuzzedRequestTests.</summary>
internal static class TypedDay
{
    /// <summary>What is said of a text that is no day.</summary>
    public static readonly Change Wrong = Change.Refused(ChangeKind.NoDay);

    /// <param name="day">Null for an empty field.</param>
    /// <returns>False for a text that is no day.</returns>
    public static bool TryRead(string? typed, out DateOnly? day)
    {
        day = null;
        if (string.IsNullOrWhiteSpace(typed))
        {
            return true;
        }

        if (
            !DateOnly.TryParseExact(
                typed.Trim(),
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var read
            )
        )
        {
            return false;
        }

        day = read;
        return true;
    }
}
