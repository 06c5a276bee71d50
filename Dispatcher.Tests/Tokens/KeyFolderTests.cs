using System.Runtime.Versioning;
using System.Xml.Linq;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Tokens;

[TestFixture, Integration]
internal sealed class KeyFolderTests
{
    private readonly TestFolder _folder = new();

    [TearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public void A_key_comes_back_after_a_restart()
    {
        new KeyFolder(Folder).StoreElement(new XElement("key", "secret"), "../../outside");

        var keys = new KeyFolder(Folder).GetAllElements();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(keys.Select(key => key.Value), Is.EqualTo(new[] { "secret" }));
            Assert.That(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories), Has.Length.EqualTo(1));
        }
    }

    [Test, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public void Nobody_else_reads_the_folder_and_its_files()
    {
        new KeyFolder(Folder).StoreElement(new XElement("key"), "name");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(File.GetUnixFileMode(Folder), Is.EqualTo(PrivateFiles.FolderMode));
            Assert.That(File.GetUnixFileMode(Directory.GetFiles(Folder).Single()), Is.EqualTo(PrivateFiles.FileMode));
        }
    }

    [Test]
    public void A_file_that_is_no_key_is_an_error_that_says_what_to_do()
    {
        _folder.Write("test.desk-keys/broken.xml", "<key");

        Assert.That(
            () => new KeyFolder(Folder).GetAllElements(),
            Throws.InstanceOf<StorageException>().With.Message.Contains("restore the folder from a backup")
        );
    }

    [Test]
    public void It_lies_beside_the_file_that_signs_links() =>
        Assert.That(
            KeyFolder.PathBeside("/var/lib/letter/dispatcher.keys"),
            Is.EqualTo("/var/lib/letter/dispatcher.keys.desk")
        );

    private string Folder => Path.Combine(_folder.Path, "test.desk-keys");
}
