using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>A correction that was checked: ready to be made, or refused. Tests: DispatchCommandTests.</summary>
internal abstract record CorrectionPlan
{
    private CorrectionPlan() { }

    /// <param name="Files">What would be sent from now on.</param>
    /// <param name="Notice">The mail to those who have the wrong issue; null for none.</param>
    /// <param name="Warnings">About the corrected file.</param>
    /// <param name="File">The corrected file, as messages name it.</param>
    /// <param name="WhyNot">What the change asks about the approval; null where none is asked for.</param>
    internal sealed record Ready(
        IReadOnlyDictionary<string, byte[]> Files,
        CorrectionMail? Notice,
        IReadOnlyList<Problem> Warnings,
        string File,
        Func<SqliteConnection, SqliteTransaction, Task<string?>>? WhyNot
    ) : CorrectionPlan;

    /// <param name="Problems">About the corrected file, errors among them for <see cref="CorrectionRefusal.Faulty"/>.
    /// </param>
    /// <param name="File">The corrected file, as messages name it.</param>
    /// <param name="Other">The dispatch that is telling readers; null for other reasons.</param>
    internal sealed record Refused(
        CorrectionRefusal Why,
        IReadOnlyList<Problem> Problems,
        string File,
        long? Other = null
    ) : CorrectionPlan;
}
