using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Accounts.Oidc;

/// <summary>Who the sign-in service says that somebody is, after <see cref="OidcRule"/> has looked.</summary>
/// <param name="Issuer">The service.</param>
/// <param name="Subject">The service's own name for the person, which never goes to another.</param>
/// <param name="Name">For people; never empty.</param>
internal sealed record OidcPerson(string Issuer, string Subject, EmailAddress Email, string Name, Role Role);
