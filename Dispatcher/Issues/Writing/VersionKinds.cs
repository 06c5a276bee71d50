using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Issues.Writing;

/// <summary>The words for <see cref="VersionKind"/> in the database.</summary>
internal static class VersionKinds
{
    public static readonly EnumWords<VersionKind> Words = new(
        (VersionKind.Saved, "saved"),
        (VersionKind.Restored, "restored"),
        (VersionKind.Disk, "disk"),
        (VersionKind.Conflict, "conflict")
    );
}
