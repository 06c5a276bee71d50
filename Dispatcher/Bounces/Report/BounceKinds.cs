using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// The words for kinds of mail that came back, as they stand in the database, in JSON and on screen.
/// Tests: EnumWordsTests.
/// </summary>
internal static class BounceKinds
{
    public static readonly EnumWords<BounceKind> Words = new(
        (BounceKind.Bounce, "bounce"),
        (BounceKind.Complaint, "complaint"),
        (BounceKind.Delayed, "delayed"),
        (BounceKind.AutoReply, "autoreply"),
        (BounceKind.Other, "other")
    );

    public static string Word(this BounceKind kind) => Words.Of(kind);
}
