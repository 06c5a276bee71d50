using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscriptions.SignUp;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// "Did you mean kim@gmail.com?": asks once about an address that looks mistyped. Both answers send the form again; the
/// second time it is taken as it is.
/// Tests: SignUpPageTests.
/// </summary>
/// <param name="Action">Where the form goes, from <c>~/</c>.</param>
/// <param name="Kept">The other fields of the form, as they came.</param>
internal sealed record AddressQuestion(
    string Action,
    EmailAddress Typed,
    EmailAddress Meant,
    IReadOnlyList<(string Name, string Value)> Kept
)
{
    public const string SureField = "sure";
    public const string Sure = "yes";

    /// <summary>Null when nothing looks mistyped, and when the person has been asked.</summary>
    /// <param name="sure">The form's field <see cref="SureField"/>.</param>
    public static AddressQuestion? About(
        EmailAddress typed,
        string? sure,
        string action,
        params IReadOnlyList<(string Name, string Value)> kept
    ) => sure != Sure && DomainSlip.Meant(typed) is { } meant ? new(action, typed, meant, kept) : null;
}
