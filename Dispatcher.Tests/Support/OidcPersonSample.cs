namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>What a sign-in service says of a person.</summary>
internal sealed record OidcPersonSample
{
    public string Subject { get; init; } = "subject-1";

    public string Email { get; init; } = "ana@example.org";

    public bool IsVerified { get; init; } = true;

    public string Name { get; init; } = "Ana Ruiz";

    public IReadOnlyList<string> Roles { get; init; } = ["news-editors"];
}
